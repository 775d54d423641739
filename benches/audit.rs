//! Measures the audit log: how fast it is appended to, signed, verified, and how long a proof takes and is.
//!
//! `cargo bench --bench audit -- [ENTRIES] [URL]`; by default 100,000 entries in an SQLite file that is gone afterwards. Row
//! SEC-AUD-01 asks for 1,000,000 entries verified in less than 30 s.

use std::{error::Error, time::Instant};

use fingertip::{
    audit::{Action, Actor, Audit, ChainName, Code, Entry, Object, PersonReference, SigningKey, Value, VerifyRequest},
    platform::{
        database::{self, Database},
        fault::Fault,
    },
};
use jiff::{SignedDuration, Timestamp};

const ENTRIES: i64 = 100_000;
const ENTRIES_A_UNIT: i64 = 1_000;
const ACTORS: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let count = arguments.first().map_or(Ok(ENTRIES), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let url = arguments.get(1).cloned().unwrap_or_else(|| format!("sqlite://{}", folder.path().join("audit.db").display()));
    let key = SigningKey::open_or_make(&folder.path().join("key.pem"))?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure(&url, count, &key)).map_err(|fault| fault.chain().into())
}

async fn measure(url: &str, count: i64, key: &SigningKey) -> Result<(), Fault> {
    let database = Database::connect(url, 4).await?;
    database.migrate().await?;
    let audit = Audit::new(database.clone(), ChainName::named("ZZ"));
    let actors: Vec<PersonReference> = (0..ACTORS).map(|_| PersonReference::make()).collect();
    let mut now: Timestamp = "2026-01-01T00:00:00Z".parse().map_err(Fault::while_("reading the first instant"))?;

    let began = Instant::now();
    let mut appended = 0;
    while appended < count {
        let unit = database.begin().await?;
        for number in appended..count.min(appended + ENTRIES_A_UNIT) {
            let actor = actors.get(usize::try_from(number).unwrap_or(0) % ACTORS).copied();
            audit.append(&unit, entry(actor, number), now).await?;
        }
        database::commit(unit).await?;
        appended = count.min(appended + ENTRIES_A_UNIT);
        // 240,000 entries a day.
        now = now.checked_add(SignedDuration::from_secs(360)).unwrap_or(now);
        if appended % (10 * ENTRIES_A_UNIT) == 0 {
            audit.sign_head(key, now).await?;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("append: {count} entries in {seconds:.1} s, {:.0}/s, {ENTRIES_A_UNIT} a unit of work", count as f64 / seconds);

    let began = Instant::now();
    let singles = 1_000;
    for number in 0..singles {
        let unit = database.begin().await?;
        audit.append(&unit, entry(actors.first().copied(), number), now).await?;
        database::commit(unit).await?;
    }
    let each = began.elapsed().as_secs_f64() * 1_000.0 / singles as f64;
    println!("append, each entry a unit of work of its own: {each:.2} ms");

    now = now.checked_add(SignedDuration::from_hours(1)).unwrap_or(now);
    let began = Instant::now();
    audit.sign_head(key, now).await?;
    println!("sign a head: {:.0} ms", began.elapsed().as_secs_f64() * 1_000.0);

    let began = Instant::now();
    let report = audit.verify(&VerifyRequest { keys: vec![key.public()], ..VerifyRequest::default() }).await?;
    let seconds = began.elapsed().as_secs_f64();
    let rate = report.entries as f64 / seconds;
    println!(
        "verify: {} entries, {} heads, {} findings in {seconds:.1} s",
        report.entries, report.heads.0, report.findings_count
    );
    println!("verify: {rate:.0}/s, a million in {:.1} s", 1e6 / rate);

    let began = Instant::now();
    if let Ok(proven) = audit.prove(count / 2).await? {
        let text = serde_json::to_string(&proven.proof).map_err(Fault::while_("writing a proof"))?;
        println!(
            "prove: {:.0} ms, {} bytes, of a day of {}",
            began.elapsed().as_secs_f64() * 1_000.0,
            text.len(),
            proven.proof.size
        );
    }
    Ok(())
}

fn entry(actor: Option<PersonReference>, number: i64) -> Entry {
    let actor = actor.map_or(Actor::System(Code::named("import")), Actor::Person);
    let id: Code = format!("notice-{number}").parse().unwrap_or(Code::named("notice"));
    Entry::new(actor, Action::named("payment.settle"), Object::new(Code::named("payment-notice"), id))
        .before(Code::named("status"), Value::Code(Code::named("PAYING")))
        .after(Code::named("status"), Value::Code(Code::named("PAID")))
        .after(Code::named("amount"), Value::Number(number * 100))
}
