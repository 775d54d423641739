//! Settings: who wins, what is refused, and that the page about them is true.

use std::{fs, path::Path};

use fingertip::{
    config::{Config, Effective, Sources, reference},
    fact::LeadDaysMin,
};

fn sources(file: &str, environment: &[(&str, &str)], flags: &[&str]) -> Sources {
    Sources {
        file: Some(("fingertip.toml".into(), file.to_owned())),
        environment: environment.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
        flags: flags.iter().map(|flag| flag.to_string()).collect(),
    }
}

fn refusal(sources: &Sources) -> String {
    Effective::from_sources(sources).err().expect("is refused").to_string()
}

fn effective(sources: &Sources) -> Effective {
    Effective::from_sources(sources).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
    let file = "[territory]\ncode = \"KE\"\nlanguage = \"sw\"\ntime_zone = \"Africa/Nairobi\"\n";
    let environment = [("FINGERTIP_TERRITORY_CODE", "TZ"), ("FINGERTIP_TERRITORY_LANGUAGE", "fr")];
    let effective = effective(&sources(file, &environment, &["territory.code=UG"]));

    let territory = &effective.config.territory;
    assert_eq!(territory.code.as_str(), "UG");
    assert_eq!(territory.language.as_str(), "fr");
    assert_eq!(territory.time_zone.iana_name(), Some("Africa/Nairobi"));
    assert_eq!(effective.config.server.address.port(), 8080, "nobody gave it");

    let printed = effective.print();
    for line in [
        "code = \"UG\"  # command line",
        "language = \"fr\"  # environment FINGERTIP_TERRITORY_LANGUAGE",
        "time_zone = \"Africa/Nairobi\"  # fingertip.toml:4",
        "address = \"127.0.0.1:8080\"  # default",
    ] {
        assert!(printed.contains(line), "{line} is not in:\n{printed}");
    }
}

#[test]
fn everything_wrong_is_named_at_once_with_its_place_and_what_is_allowed() {
    let file = "[server]\nworkers = 0\nadress = \"127.0.0.1:80\"\n\n[database]\nconnections_max = [1, 2]\n";
    let environment =
        [("FINGERTIP_TELEMETRY_LOG_FORMAT", "xml"), ("FINGERTIP_SERVER_ADRESS", "x"), ("FINGERTIP_INDEX_FOLDER", "")];
    let message = refusal(&sources(file, &environment, &["telemetry.log_level=loud", "address=x", "metrics"]));
    for line in [
        r#"server.workers = "0" (fingertip.toml:2): allowed is a whole number from 1 to 256, or cores"#,
        r#""server.adress" (fingertip.toml:3): no such setting; did you mean server.address?"#,
        r#"database.connections_max (fingertip.toml:6): takes one value, not a list"#,
        r#"telemetry.log_format = "xml" (environment FINGERTIP_TELEMETRY_LOG_FORMAT): allowed is text or json"#,
        r#""FINGERTIP_SERVER_ADRESS" (environment): no such setting; did you mean FINGERTIP_SERVER_ADDRESS?"#,
        r#"index.folder = "" (environment FINGERTIP_INDEX_FOLDER): allowed is a path"#,
        r#"telemetry.log_level = "loud" (command line): allowed is off, error"#,
        r#""address" (command line): no such setting; did you mean server.address?"#,
        r#"--setting "metrics": allowed is NAME=VALUE"#,
    ] {
        assert!(message.contains(line), "{line} is not in:\n{message}");
    }
}

#[test]
fn a_file_that_is_not_toml_is_refused_at_its_line_without_quoting_it() {
    let message = refusal(&sources("[database]\nurl = postgres://ann:hunter2@db/trade\n", &[], &[]));
    assert!(message.contains("fingertip.toml:2: "), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn a_list_is_an_array_in_the_file_and_parted_by_commas_elsewhere() {
    let file = "[server]\ntrusted_origins = [\"https://a.example\", \"https://b.example\"]\n";
    let environment = [("FINGERTIP_SERVER_TRUSTED_PROXIES", "10.0.0.1, ::1")];
    let server = effective(&sources(file, &environment, &[])).config.server;
    assert_eq!(
        server.trusted_origins.iter().map(|origin| origin.as_str()).collect::<Vec<_>>(),
        ["https://a.example", "https://b.example"]
    );
    assert_eq!(server.trusted_proxies.len(), 2);
}

#[test]
fn a_password_is_masked_wherever_it_is_shown() {
    let url = "postgres://ann:hunter2@db/trade";
    let given = effective(&sources("", &[("FINGERTIP_DATABASE_URL", url)], &[]));
    assert_eq!(given.config.database.url.reveal(), url);
    assert!(given.print().contains("url = \"postgres://ann:***@db/trade\""), "{}", given.print());

    let unusable = refusal(&sources("", &[("FINGERTIP_DATABASE_URL", "mysql://ann:hunter2@db/trade")], &[]));
    assert!(unusable.contains("database.url") && !unusable.contains("hunter2"), "{unusable}");
}

#[test]
fn a_password_is_refused_on_the_command_line() {
    let message = refusal(&sources("", &[], &["database.url=postgres://ann:hunter2@db/trade"]));
    assert!(message.contains("FINGERTIP_DATABASE_URL_FILE") && !message.contains("hunter2"), "{message}");
    assert!(Effective::from_sources(&sources("", &[], &["database.url=sqlite://other.db"])).is_ok());
}

#[test]
fn a_setting_given_twice_in_the_environment_is_refused() {
    let environment = [("FINGERTIP_DATABASE_URL", "sqlite://a.db"), ("FINGERTIP_DATABASE_URL_FILE", "sqlite://b.db")];
    let message = refusal(&sources("", &environment, &[]));
    assert!(message.contains("database.url: given twice"), "{message}");
}

#[test]
fn what_kubernetes_and_the_tests_put_into_the_environment_is_no_setting() {
    let environment = [
        ("FINGERTIP_SERVICE_HOST", "10.0.0.1"),
        ("FINGERTIP_PORT", "tcp://10.0.0.1:8080"),
        ("FINGERTIP_TEST_POSTGRES", "postgres://localhost/postgres"),
    ];
    effective(&sources("", &environment, &[]));
}

#[test]
fn what_is_printed_leads_to_the_same_settings() {
    let first =
        effective(&sources("", &[("FINGERTIP_SERVER_TRUSTED_ORIGINS", "https://a.example")], &["search.diagnostics_max=7"]));
    let second = effective(&sources(&first.print(), &[], &[]));
    let without_origins = |text: String| text.lines().map(|line| line.split("  #").next().map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(without_origins(first.print()), without_origins(second.print()));
}

#[test]
fn the_page_about_settings_is_what_the_program_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let kept = fs::read_to_string(page).expect("the page is in the repository");
    assert!(kept == reference(), "write it again: cargo run -- config reference > docs/configuration.md");
}

#[test]
fn the_lead_time_of_a_territory_that_sets_none_is_the_usual_one() {
    let lead_days_min = Config::default().territory.lead_days_min.get();
    assert_eq!(lead_days_min, u32::from(LeadDaysMin::default().get()));
}

#[test]
fn codes_are_written_to_the_log_on_a_developers_machine_alone() {
    let message = refusal(&sources("", &[], &["sms.carrier=log"]));
    assert!(message.contains("sms.carrier = \"log\" (command line): allowed only where server.development = true"), "{message}");
    effective(&sources("", &[], &["sms.carrier=log", "server.development=true"]));
}

#[test]
fn a_provider_is_not_used_before_all_is_known_that_it_takes() {
    let issuer = "identity.oidc_issuer=https://login.office.example";
    let message = refusal(&sources("", &[], &[issuer]));
    for name in ["identity.oidc_client_id", "identity.oidc_client_secret", "identity.oidc_redirect"] {
        assert!(message.contains(&format!("{name}: is missing, and identity.oidc_issuer needs it")), "{message}");
    }
    let others = ["identity.oidc_client_id=console", "identity.oidc_redirect=https://trade.example/staff"];
    let secret = [("FINGERTIP_IDENTITY_OIDC_CLIENT_SECRET_FILE", "hunter2")];
    let given = effective(&sources("", &secret, &[&[issuer][..], &others[..]].concat()));
    assert_eq!(given.config.identity.oidc_client_secret.as_ref().map(|secret| secret.reveal()), Some("hunter2"));
    assert!(!given.print().contains("hunter2"), "{}", given.print());
    let message = refusal(&sources("", &[], &[&["identity.oidc_client_secret=hunter2"][..], &others[..]].concat()));
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn an_operator_of_mobile_money_is_not_used_before_all_is_known_that_it_takes() {
    let message = refusal(&sources("", &[], &["payment.provider=mtn"]));
    for name in ["callback_token", "mtn_url", "mtn_collection_subscription", "mtn_collection_user", "mtn_collection_key"] {
        let line = format!("payment.{name}: is missing, and payment.provider = \"mtn\" needs it");
        assert!(message.contains(&line), "{line} is not in:\n{message}");
    }
    assert!(!message.contains("disbursement"), "not everybody has that product: {message}");
    let message = refusal(&sources("", &[], &["payment.provider=daraja"]));
    for name in
        ["callback_token", "daraja_url", "daraja_consumer_key", "daraja_consumer_secret", "daraja_short_code", "daraja_pass_key"]
    {
        let line = format!("payment.{name}: is missing, and payment.provider = \"daraja\" needs it");
        assert!(message.contains(&line), "{line} is not in:\n{message}");
    }

    let token = "hunter2".repeat(5);
    let secrets = [
        ("FINGERTIP_PAYMENT_CALLBACK_TOKEN_FILE", token.as_str()),
        ("FINGERTIP_PAYMENT_MTN_COLLECTION_SUBSCRIPTION_FILE", "hunter2"),
        ("FINGERTIP_PAYMENT_MTN_COLLECTION_KEY_FILE", "hunter2"),
    ];
    let file = "[payment]\nprovider = \"mtn\"\nmtn_url = \"https://momo.example\"\nmtn_collection_user = \"customs\"\n";
    let given = effective(&sources(file, &secrets, &[]));
    assert_eq!(given.config.payment.callback_token.as_ref().map(|token| token.reveal()), Some(token.as_str()));
    assert!(!given.print().contains("hunter2"), "{}", given.print());
    let half = refusal(&sources(&format!("{file}mtn_disbursement_user = \"customs\"\n"), &secrets, &[]));
    for name in ["mtn_disbursement_subscription", "mtn_disbursement_key"] {
        assert!(half.contains(&format!("payment.{name}: is missing, and giving money back by mtn needs it")), "{half}");
    }
    let live = refusal(&sources(file, &secrets, &["payment.live=true"]));
    for line in [
        "payment.mtn_environment = \"sandbox\": does not go with payment.live = true",
        "identity.issuer = \"http://127.0.0.1:8080\": does not go with payment.live = true",
    ] {
        assert!(live.contains(line), "{line} is not in:\n{live}");
    }
    let country = ["payment.mtn_environment=mtnuganda", "identity.issuer=https://trade.example"];
    assert!(refusal(&sources(file, &secrets, &country)).contains("does not go with payment.live = false"));
    effective(&sources(file, &secrets, &[&country[..], &["payment.live=true"][..]].concat()));
    let short = [("FINGERTIP_PAYMENT_CALLBACK_TOKEN", "hunter2")];
    let message = refusal(&sources("", &short, &[]));
    assert!(message.contains("payment.callback_token = \"***\"") && message.contains("32 to 128 letters"), "{message}");
    for wrong in ["payment.daraja_short_code=17", "payment.mtn_url=http://momo.example", "payment.provider=airtel"] {
        assert!(refusal(&sources("", &[], &[wrong])).contains(wrong.split('=').next().expect("a name")), "{wrong}");
    }
}

#[test]
fn a_gateway_is_not_used_before_all_is_known_that_it_takes() {
    let message = refusal(&sources("", &[], &["sms.carrier=gateway"]));
    for name in ["sms.url", "sms.username", "sms.api_key", "sms.prices", "sms.dial"] {
        assert!(message.contains(&format!("{name}: is missing, and sms.carrier = \"gateway\" needs it")), "{message}");
    }
    let file = "[sms]\ncarrier = \"gateway\"\nurl = \"https://sms.example/\"\nusername = \"customs\"\n\
                prices = [\"254=80\", \"256=95\"]\ndial = \"*384#\"\n";
    let given = effective(&sources(file, &[("FINGERTIP_SMS_API_KEY_FILE", "hunter2")], &[]));
    assert_eq!(given.config.sms.api_key.as_ref().map(|key| key.reveal()), Some("hunter2"));
    assert!(!given.print().contains("hunter2"), "{}", given.print());
    let message = refusal(&sources(file, &[], &["sms.api_key=hunter2"]));
    assert!(message.contains("FINGERTIP_SMS_API_KEY_FILE") && !message.contains("hunter2"), "{message}");
}
