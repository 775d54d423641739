//! Where somebody asks from who shows nothing.

use std::net::{IpAddr, Ipv6Addr};

/// A single address of IPv4, or the /64 of one of IPv6, which is what a subscriber gets at least. Callers whose address is unknown
/// share one.
///
/// It is finer than the [`Network`](crate::identity::code::Network) of codes: those cost money, and here a neighbour must not suffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin(Option<IpAddr>);

impl Origin {
    /// Returns where an address belongs.
    pub fn of(address: Option<IpAddr>) -> Origin {
        Origin(address.map(|address| match address.to_canonical() {
            IpAddr::V4(v4) => IpAddr::V4(v4),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_is_one_origin_and_a_neighbour_another() {
        let origin = |text: &str| Origin::of(Some(text.parse().expect(text)));
        assert_eq!(origin("192.0.2.7"), origin("::ffff:192.0.2.7"));
        assert_ne!(origin("192.0.2.7"), origin("192.0.2.8"));
        assert_eq!(origin("2001:db8:0:1::5"), origin("2001:db8:0:1:ffff::6"));
        assert_ne!(origin("2001:db8:0:1::5"), origin("2001:db8:0:2::5"));
    }
}
