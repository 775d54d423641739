//! Where something may be sent: to domains that the settings name, over TLS, at addresses of the public internet. Rules only. Row OUT-06.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;

/// How long an address may be.
const ADDRESS_BYTES_MAX: usize = 1_000;
/// The names of this machine.
const THIS_MACHINE: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Reads an address that something may be sent to now; nothing of any other. Asked when it is added and each time that something is sent, so
/// that a domain that is no longer in the settings gets nothing more.
pub fn allowed(text: &str, domains: &[String], this_machine: bool) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|_| text.len() <= ADDRESS_BYTES_MAX)?;
    let is_open = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_good = match url.scheme() {
        // An address in digits, however it is written, is no domain.
        "https" => url.domain().is_some_and(|domain| domains.iter().any(|allowed| is_within(domain, allowed))),
        "http" => this_machine && url.host_str().is_some_and(|host| THIS_MACHINE.contains(&host)),
        _ => false,
    };
    (is_open && is_good).then_some(url)
}

fn is_within(domain: &str, allowed: &str) -> bool {
    domain == allowed || domain.strip_suffix(allowed).is_some_and(|rest| rest.ends_with('.'))
}

/// Says whether an address is one of the public internet, and not one behind our own walls (RFC 6890 and its registry).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match inner_v4(address) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || first == 0
        || first >= 240
        || (first == 100 && (64..128).contains(&second))
        || (first == 192 && second == 0 && third == 0)
        || (first == 192 && second == 88 && third == 99)
        || (first == 198 && (18..20).contains(&second));
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Global unicast alone, without what is for protocols, documentation and tunnels.
    (0x2000..0x4000).contains(&first)
        && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
        && first != 0x2002
        && first != 0x3fff
}

/// Returns the address of the old internet that is hidden in one of the new: mapped, or behind a translator (RFC 6052).
fn inner_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, high, low] = address.segments();
    let inner = || {
        let [[one, two], [three, four]] = [high.to_be_bytes(), low.to_be_bytes()];
        Ipv4Addr::new(one, two, three, four)
    };
    let is_translated = (a, b, c, d, e, f) == (0x64, 0xff9b, 0, 0, 0, 0);
    address.to_ipv4_mapped().or_else(|| is_translated.then(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_goes_to_the_domains_of_the_settings_over_tls_and_nowhere_else() {
        let domains = ["customs.example".to_owned()];
        let is_allowed = |text: &str, here| allowed(text, &domains, here).is_some();
        for good in ["https://customs.example/events", "https://a.b.customs.example:8443/x?y=1", "https://CUSTOMS.example"] {
            assert!(is_allowed(good, false), "{good}");
        }
        for bad in [
            "http://customs.example/",
            "https://customs.example.evil.example/",
            "https://evilcustoms.example/",
            "https://customs.example@evil.example/",
            "https://user@customs.example/",
            "https://customs.example/#x",
            "https://customs.example./",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://localhost/",
            "ftp://customs.example/",
            "file:///etc/passwd",
            "customs.example",
            "",
        ] {
            assert!(!is_allowed(bad, true), "{bad}");
        }
        assert!(is_allowed("http://127.0.0.1:9000/events", true) && !is_allowed("http://127.0.0.1:9000/events", false));
        assert!(!is_allowed("http://169.254.169.254/latest", true));
        assert!(!is_allowed(&format!("https://customs.example/{}", "x".repeat(1_000)), false));
    }

    #[test]
    fn no_address_behind_our_walls_is_public() {
        for inner in [
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "0.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "2001:db8::1",
            "2002:7f00:1::",
            "2001::1",
            "::127.0.0.1",
            "fec0::1",
            "100::1",
        ] {
            assert!(!is_public(inner.parse().expect("an address")), "{inner}");
        }
        for outer in ["1.1.1.1", "100.63.255.255", "172.32.0.1", "198.20.0.1", "2606:4700::1111", "64:ff9b::101:101"] {
            assert!(is_public(outer.parse().expect("an address")), "{outer}");
        }
    }
}
