//! The core against the program itself, where `FINGERTIP` names it; else nothing of this runs, and says so.

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use fingertip_sdk_core::{
    AskRequest, ClientConfig, EnquiryRef, Fingertip, HttpRequest, HttpResponse, Later, NewEnquiry, NewPayment, PayNotice,
    PaymentNotice, PaymentStanding, Rail, SearchRequest, SessionState, Source, Transport, TransportError, create_client,
    error_code,
};
use futures_executor::block_on;

use crate::{
    given::{Phone, config},
    loopback::{Loopback, exchange},
};

/// A server with the sample, which ends with the test.
struct Running {
    child: Child,
    address: SocketAddr,
    log: std::path::PathBuf,
    references: Vec<String>,
    pack_roots: Vec<Vec<u8>>,
    program: String,
    folder: std::path::PathBuf,
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn pause(ms: u64) {
    #[expect(clippy::disallowed_methods, reason = "another program is waited for")]
    thread::sleep(Duration::from_millis(ms));
}

fn served(program: &str, folder: &Path) -> Running {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let address = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
    let run = |arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(folder).output().expect("the program");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let at = |path: &str| sample.join(path).to_str().expect("a path").to_owned();
    run(&["migrate"]);
    run(&["import", "sample", &format!("{}/", sample.to_str().expect("a path"))]);
    let issued = run(&["notice", "issue", &at("payment/declarations"), "--profile", &at("payment/profile.yaml")]);
    let is_reference = |word: &&str| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit());
    let references = issued.lines().filter_map(|line| line.split_whitespace().find(is_reference)).map(str::to_owned).collect();
    let pack_roots = packed(&run);
    let log = folder.join("log.txt");
    let file = File::create(&log).expect("a file");
    let issuer = format!("identity.issuer=http://{address}");
    let listens = format!("server.address={address}");
    let carries =
        ["packs.folder=packs", "server.development=true", "payment.provider=simulated", "sms.carrier=log", "sms.prices=999=1"];
    let settings = [listens.as_str(), issuer.as_str()].into_iter().chain(carries);
    let mut command = Command::new(program);
    for setting in settings {
        command.args(["--setting", setting]);
    }
    let command =
        command.arg("serve").current_dir(folder).stdout(file.try_clone().expect("a file")).stderr(file).stdin(Stdio::null());
    let child = command.spawn().expect("the program");
    let (program, folder) = (program.to_owned(), folder.to_owned());
    let running = Running { child, address, log, references, pack_roots, program, folder };
    for _ in 0..600 {
        if is_ready(address).unwrap_or(false) {
            return running;
        }
        pause(100);
    }
    panic!("it does not answer: {}", fs::read_to_string(&running.log).unwrap_or_default());
}

/// Makes keys and a pack, and returns the roots that apps are built with.
fn packed(run: &impl Fn(&[&str]) -> String) -> Vec<Vec<u8>> {
    let roots = ["one.key", "two.key", "three.key"].map(|name| run(&["pack", "key", "make", name]).trim().to_owned());
    let own = run(&["pack", "key", "make", "pack.key"]).trim().to_owned();
    let listed = format!("{own},2020-01-01T00:00:00Z,2120-01-01T00:00:00Z");
    run(&["pack", "key", "list", "--seq", "1", "--key", &listed, "--to", "packs/keys.cpl"]);
    for root in ["one.key", "three.key"] {
        run(&["pack", "key", "sign", "packs/keys.cpl", "--root-key", root]);
    }
    let pack = "packs/zz-all.1.cpk";
    run(&["pack", "build", "--id", "zz-all", "--jurisdiction", "ZZ", "--seq", "1", "--key", "pack.key", "--to", pack]);
    roots.map(|root| hex::decode(root).expect("hexadecimal digits")).to_vec()
}

/// Whether it answers: the first start builds the index.
fn is_ready(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"GET /health/ready HTTP/1.0\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.lines().next().is_some_and(|line| line.contains(" 200 ")))
}

/// After how many bytes an answer breaks off: within the smallest piece of a pack.
const CUT_BYTES: usize = 4_000;

/// A line that loses so many answers, or so many requests.
struct Lossy {
    line: Loopback,
    answers: AtomicUsize,
    requests: AtomicUsize,
    /// How many answers break off in the middle of their body.
    cuts: AtomicUsize,
}

impl Lossy {
    fn takes(left: &AtomicUsize) -> bool {
        left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }
}

impl Transport for Lossy {
    fn send(&self, request: HttpRequest) -> Later<'_, Result<HttpResponse, TransportError>> {
        let lost = || Err(TransportError::Broken { detail: "lost".to_owned() });
        if Lossy::takes(&self.requests) {
            return Box::pin(async move { lost() });
        }
        // Of the pieces of packs alone: whatever else is asked for meanwhile is shorter.
        if request.url.contains(".cpk?") && Lossy::takes(&self.cuts) {
            return Box::pin(async move {
                let whole = exchange(self.line.0, &request, CUT_BYTES).map(drop);
                assert!(whole.is_err(), "it was cut");
                lost()
            });
        }
        Box::pin(async move {
            let answer = self.line.send(request).await;
            if Lossy::takes(&self.answers) { lost() } else { answer }
        })
    }

    fn cancel(&self, _: &str) {}
}

fn phone() -> Phone {
    let phone = Phone::new(11);
    #[expect(clippy::disallowed_methods, reason = "the program reads the clock of this machine")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    phone.clock.0.store(i64::try_from(now.as_millis()).expect("soon"), Ordering::SeqCst);
    phone
}

fn settings(server: &Running) -> ClientConfig {
    let pack_trust_root = server.pack_roots.clone();
    ClientConfig { base_url: format!("http://{}", server.address), pack_trust_root, ..config() }
}

#[test]
fn the_program_understands_everything_that_the_core_says() {
    #[expect(clippy::disallowed_methods, reason = "how a test is told of the program")]
    let Ok(program) = std::env::var("FINGERTIP") else {
        println!("skipped: FINGERTIP names no program");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let server = served(&program, folder.path());
    let lossy = Arc::new(Lossy {
        line: Loopback(server.address),
        answers: AtomicUsize::new(0),
        requests: AtomicUsize::new(0),
        cuts: AtomicUsize::new(0),
    });
    let phone = phone();
    let client = create_client(settings(&server), phone.host(lossy.clone())).expect("a client");
    block_on(reads(&client));
    block_on(writes(&client, &lossy, &phone));
    block_on(pays(&client, &server, &lossy, &phone));
    block_on(signs_in(&client, &server));
    block_on(fetches(&client, &server, &lossy));
    println!("{:#?}", client.diagnostics().usage);
}

async fn reads(client: &Fingertip) {
    let coffee = || SearchRequest { text: "export coffee".to_owned(), ..SearchRequest::default() };
    let page = client.content().search(coffee(), None).await.expect("a page");
    assert!(!page.hits.is_empty() && page.freshness.source == Source::Network);
    // Asked again with its tag, it is not sent again.
    let again = client.content().search(coffee(), None).await.expect("a page");
    assert_eq!(again.hits, page.hits);
    assert!(!client.content().suggest("cof".to_owned(), 5).await.expect("suggestions").is_empty());
    let text = client.content().publication("phytosanitary-certificate-fee".to_owned(), None, None).await.expect("a publication");
    assert!(!text.body.is_empty());
    let missing = client.content().publication("nothing-of-the-sort".to_owned(), None, None).await.expect_err("none");
    assert_eq!(error_code(&missing), "NOT_FOUND");
    let sheet = client.tariff().sheet("090121".to_owned(), None).await.expect("a line");
    assert!(!sheet.ancestors.is_empty());
    let question = AskRequest { text: "How do I export coffee?".to_owned(), keep: true, ..AskRequest::default() };
    let answer = client.enquiry().ask(question, None).await.expect("an answer");
    assert!(answer.conversation.is_some());
}

async fn writes(client: &Fingertip, lossy: &Lossy, phone: &Phone) {
    let new = NewEnquiry {
        question: "Is my roasted coffee free of duty?".to_owned(),
        topic: "DUTIES".to_owned(),
        ..NewEnquiry::default()
    };
    let opened = client.enquiry().open(new).expect("stored");
    client.enquiry().follow_up(EnquiryRef::Queued { outbox_id: opened }, "It is from Ethiopia.".to_owned()).expect("stored");
    // Each is done and its answer lost; the enquiry is opened once all the same.
    lossy.answers.store(1, Ordering::SeqCst);
    let report = client.outbox().flush().await.expect("kept");
    assert_eq!((report.confirmed, report.waiting), (2, 0), "{:?}", client.outbox().entries());
    let entry = client.outbox().entries()[0].opened.clone().expect("open");
    let pin = entry.pin.clone();
    let enquiry = client.enquiry().enquiry(entry.reference, entry.pin).await.expect("ours");
    let added = enquiry.thread.iter().filter(|entry| entry.text == "It is from Ethiopia.").count();
    assert_eq!(added, 1, "{:?}", enquiry.thread);
    // So is what is added to it, however often its answer is lost; and said twice on purpose it is there twice.
    let to = || EnquiryRef::Opened { reference: enquiry.status.reference.clone(), pin: pin.clone() };
    for lost in [2, 3] {
        client.enquiry().follow_up(to(), "It is from Ethiopia.".to_owned()).expect("stored");
        lossy.answers.store(lost, Ordering::SeqCst);
        client.outbox().flush().await.expect("kept");
        let waiting = client.outbox().entries().into_iter().find(|entry| entry.next_at_ms > phone.clock.0.load(Ordering::SeqCst));
        if let Some(waiting) = waiting {
            phone.clock.0.store(waiting.next_at_ms, Ordering::SeqCst);
            assert_eq!(client.outbox().flush().await.expect("kept").waiting, 0);
        }
    }
    let enquiry = client.enquiry().enquiry(enquiry.status.reference.clone(), pin).await.expect("ours");
    let added = enquiry.thread.iter().filter(|entry| entry.text == "It is from Ethiopia.").count();
    assert_eq!(added, 3, "{:?}", enquiry.thread);
}

fn paying(notice: &PaymentNotice) -> NewPayment {
    let reference = notice.reference.clone();
    NewPayment {
        notices: vec![PayNotice { reference, version: notice.version, amount: None }],
        expected_total: notice.owed.clone(),
        rail: Rail::Card,
        phone: None,
        acting_for: None,
        as_account: false,
        account: None,
    }
}

async fn pays(client: &Fingertip, server: &Running, lossy: &Lossy, phone: &Phone) {
    const LATER_MS: i64 = 20 * 60 * 1_000;
    let payments = client.payments();
    let notice = |at: usize| payments.notice(server.references[at].clone());
    // All answers are lost: unknown. At once the key is sent again, and it is the payment that was begun.
    lossy.answers.store(3, Ordering::SeqCst);
    let first = notice(0).await;
    assert!(first.is_err(), "three tries were lost");
    let first = notice(0).await.expect("a notice");
    lossy.answers.store(3, Ordering::SeqCst);
    let unknown = payments.start(paying(&first)).await.expect("unknown is no error");
    assert_eq!(unknown.standing, PaymentStanding::Unknown);
    let known = payments.resume_pending().await.expect("kept");
    assert_eq!((known.len(), &known[0].standing), (1, &PaymentStanding::PayersTurn));
    let payment_id = known[0].payment_id.clone().expect("known");
    let cancelled = payments.cancel(known[0].attempt_id.clone()).await.expect("cancelled");
    assert_eq!(cancelled.standing, PaymentStanding::Cancelled, "{payment_id}");
    // The same, and somebody comes back much later: the server is asked whether it has the key, and has it.
    let second = notice(1).await.expect("a notice");
    lossy.answers.store(3, Ordering::SeqCst);
    assert_eq!(payments.start(paying(&second)).await.expect("unknown").standing, PaymentStanding::Unknown);
    phone.clock.0.fetch_add(LATER_MS, Ordering::SeqCst);
    let found = payments.resume_pending().await.expect("kept");
    let of_second = found.iter().find(|payment| payment.notices[0] == second.reference).expect("pending");
    assert_eq!(of_second.standing, PaymentStanding::PayersTurn);
    // It never arrived: much later nothing is begun.
    let third = notice(2).await.expect("a notice");
    lossy.requests.store(3, Ordering::SeqCst);
    assert_eq!(payments.start(paying(&third)).await.expect("unknown").standing, PaymentStanding::Unknown);
    phone.clock.0.fetch_add(LATER_MS, Ordering::SeqCst);
    let found = payments.resume_pending().await.expect("kept");
    let of_third = found.iter().find(|payment| payment.notices[0] == third.reference).expect("pending");
    assert_eq!(of_third.standing, PaymentStanding::NotStarted { code: "NOT_SENT".to_owned() });
    phone.clock.0.fetch_sub(2 * LATER_MS, Ordering::SeqCst);
    assert!(payments.update_receipt_keys().await.expect("keys") > 0);
}

/// Gets a pack over a line that breaks off in the middle, and what is published since by a delta.
async fn fetches(client: &Fingertip, server: &Running, lossy: &Lossy) {
    let offer = client.packs().available(None).await.expect("a list").remove(0);
    assert_eq!((offer.id.as_str(), offer.seq, offer.installed_seq), ("zz-all", 1, None));
    assert!(offer.bytes > 40_000, "{} bytes are more than a piece", offer.bytes);
    // Each of the four tries breaks off in the middle: what came before stays.
    lossy.cuts.store(4, Ordering::SeqCst);
    let cut = client.packs().fetch("zz-all".to_owned(), None).await.expect_err("it broke off");
    assert_eq!(error_code(&cut), "TIMEOUT");
    assert!(client.packs().status().is_empty());
    lossy.cuts.store(1, Ordering::SeqCst);
    let fetched = client.packs().fetch("zz-all".to_owned(), None).await.expect("a pack");
    println!("the whole pack: {fetched:?} of {} bytes", offer.bytes);
    assert_eq!((fetched.seq, client.packs().status()[0].seq), (1, 1));
    // A delta is all that comes after it.
    let run = |arguments: &[&str]| {
        let output = Command::new(&server.program).args(arguments).current_dir(&server.folder).output().expect("the program");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let (base, delta) = ("packs/zz-all.1.cpk", "packs/zz-all.1-2.cpk");
    run(&["pack", "delta", "--base", base, "--seq", "2", "--key", "pack.key", "--to", delta]);
    let offer = client.packs().available(None).await.expect("a list").remove(0);
    assert_eq!((offer.seq, offer.installed_seq), (2, Some(1)));
    let fetched = client.packs().fetch("zz-all".to_owned(), None).await.expect("a delta");
    println!("the delta: {fetched:?}");
    assert_eq!((fetched.seq, fetched.files, fetched.bytes), (2, 1, offer.bytes));
    assert_eq!(client.packs().fetch("zz-all".to_owned(), None).await.expect("nothing new").bytes, 0);
}

async fn signs_in(client: &Fingertip, server: &Running) {
    let phone = "+999555010012".to_owned();
    client.session().request_code(phone.clone()).await.expect("a code is sent");
    let code = code_in(&server.log);
    let state = client.session().sign_in(phone, code, "a phone".to_owned()).await.expect("signed in");
    assert!(matches!(state, SessionState::SignedIn { .. }));
    let mine = client.enquiry().my_enquiries(5, None).await.expect("a list");
    assert!(mine.items.is_empty());
    let out = client.session().sign_out().await.expect("signed out");
    assert!(out.is_told);
    assert_eq!(error_code(&client.enquiry().my_enquiries(5, None).await.expect_err("signed out")), "SIGNED_OUT");
}

/// Returns the six digits that the log shows, which carries messages where nobody else does.
fn code_in(log: &Path) -> String {
    for _ in 0..100 {
        let text = fs::read_to_string(log).expect("a log");
        let word = |word: &str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        let line = text.lines().rev().find(|line| line.contains("an SMS would be sent"));
        let found = line.and_then(|line| {
            line.split("text").nth(1)?.split(|sign: char| !sign.is_ascii_alphanumeric()).find(|part| word(part))
        });
        if let Some(code) = found {
            return code.to_owned();
        }
        pause(50);
    }
    panic!("no code was sent: {}", fs::read_to_string(log).unwrap_or_default());
}
