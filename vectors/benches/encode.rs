//! Times the encoder and the scan, on one thread, in each of the ways this processor has.
//!
//! `cargo bench -p fingertip-vectors -- [MODEL…]`: the scan needs no model. Each figure is the best and the median of its runs.

use std::{hint::black_box, path::Path, time::Instant};

use vectors::{Embedding, Encoder, Kernel, Model, ModelCard, Profile, Side, Vectors, VectorsWriter};

const QUESTION: &str = "How much import duty is payable on roasted coffee from Kenya?";

/// How many passages are encoded in a run.
const PASSAGES: usize = 8;

/// How many rows are scanned.
const ROWS: usize = 50_000;

fn main() {
    for model in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        for kernel in Kernel::available() {
            encode(Path::new(&model), kernel);
        }
    }
    scan();
}

fn encode(file: &Path, kernel: Kernel) {
    let began = Instant::now();
    let model = Model::open_with(file, kernel).expect("a model");
    println!("{} {kernel:?}: opened in {:.0} ms", model.card().profile.name(), began.elapsed().as_secs_f64() * 1e3);
    let tokens = model.tokens(QUESTION, Side::Question).len();
    let (best, median) = time(200, || black_box(model.encode(QUESTION, Side::Question)));
    println!("  question of {tokens} pieces: {:.2} ms, median {:.2}", best * 1e3, median * 1e3);
    let passage = format!("{QUESTION} ").repeat(12);
    let tokens = model.tokens(&passage, Side::Passage).len();
    let (best, median) = time(20, || black_box(model.encode_all(&[passage.as_str(); PASSAGES], Side::Passage)));
    let rate = |seconds| PASSAGES as f64 / seconds;
    println!("  passages of {tokens} pieces: {:.0}/s, median {:.0}", rate(best), rate(median));
}

fn scan() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let path = folder.path().join("vectors.i8");
    let card = card();
    let mut state = 1_u32;
    let mut embedding = || {
        Embedding::new(
            (0..card.dimensions)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 8) as f32 / 8_388_608.0 - 1.0
                })
                .collect(),
        )
    };
    let mut writer = VectorsWriter::create(&path, &card).expect("room on the disk");
    for key in 0..ROWS as u64 {
        writer.append(key, &embedding()).expect("room on the disk");
    }
    writer.finish().expect("room on the disk");
    let question = embedding();
    for kernel in Kernel::available() {
        let vectors = Vectors::open_with(&path, &card, kernel).expect("vectors");
        let (best, median) = time(100, || black_box(vectors.scan(&question, |_| true, 100)));
        println!("scan of {ROWS} rows {kernel:?}: {:.2} ms, median {:.2}", best * 1e3, median * 1e3);
    }
}

/// The card of a model that is not needed to scan.
fn card() -> ModelCard {
    ModelCard {
        profile: Profile::UseM3,
        dimensions: 512,
        tokens_max: 256,
        languages: Vec::new(),
        package: String::new(),
        package_sha256: String::new(),
        licence: String::new(),
        sha256: "00".repeat(32),
    }
}

/// Returns the best and the median time, in seconds.
fn time<T>(runs: usize, run: impl Fn() -> T) -> (f64, f64) {
    let mut seconds: Vec<f64> = (0..runs)
        .map(|_| {
            let began = Instant::now();
            let _ = run();
            began.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    (seconds[0], seconds[runs / 2])
}
