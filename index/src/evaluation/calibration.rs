//! How honest the confidence of a hit is: fitted on four fifths of the queries, measured on the fifth, five times.

use index_core::confidence::Confidence;

/// How many parts the queries are cut into.
const FOLDS: usize = 5;

/// How many bins the expected calibration error has.
const BINS: usize = 10;

/// Fewer hits make no step of a curve.
const STEP_HITS_MIN: f64 = 40.0;

/// One hit: which query, what its confidence is read off at, and whether it was right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub query: usize,
    pub signal: f32,
    pub right: bool,
}

/// Fits a rising curve by pooling adjacent violators.
pub(super) fn fit(samples: &[Sample]) -> Vec<(f32, u16)> {
    let mut sorted: Vec<&Sample> = samples.iter().collect();
    sorted.sort_by(|a, b| a.signal.total_cmp(&b.signal));
    // From which signal on, how many hits, how many of them right.
    let mut steps: Vec<(f32, f64, f64)> = Vec::new();
    for sample in sorted {
        steps.push((sample.signal, 1.0, f64::from(u8::from(sample.right))));
        while let [.., before, last] = steps[..]
            && (before.1 < STEP_HITS_MIN || before.2 / before.1 >= last.2 / last.1)
        {
            steps.truncate(steps.len() - 2);
            steps.push((before.0, before.1 + last.1, before.2 + last.2));
        }
    }
    let mut curve: Vec<(f32, u16)> =
        steps.iter().map(|(from, hits, right)| (*from, (1_000.0 * right / hits).round() as u16)).collect();
    if let Some(first) = curve.first_mut() {
        first.0 = 0.0;
    }
    curve
}

/// Returns the expected calibration error of curves that never saw the query they are read for.
pub(super) fn error(samples: &[Sample]) -> f64 {
    let mut hits = Vec::with_capacity(samples.len());
    for fold in 0..FOLDS {
        let (seen, unseen): (Vec<Sample>, Vec<Sample>) = samples.iter().partition(|sample| sample.query % FOLDS != fold);
        let curve = fit(&seen);
        hits.extend(unseen.iter().map(|sample| (Confidence::read(sample.signal, &curve), sample.right)));
    }
    calibration_error(&hits)
}

/// Returns the expected calibration error of hits: how far the confidence of a hit is from how often such hits are right, on average.
pub fn calibration_error(hits: &[(Confidence, bool)]) -> f64 {
    let mut bins = [(0.0, 0.0); BINS];
    for (confidence, right) in hits {
        let confidence = f64::from(confidence.per_mille()) / 1_000.0;
        let bin = &mut bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + confidence, bin.1 + f64::from(u8::from(*right)));
    }
    let apart: f64 = bins.iter().map(|(confidence, right)| (confidence - right).abs()).sum();
    apart / hits.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fitted_curve_rises_and_is_nearly_honest() {
        let samples: Vec<Sample> = (0..4_000)
            .map(|at| {
                let signal = (at % 100) as f32 / 100.0;
                Sample { query: at, signal, right: (at / 100 * 37 + at) % 100 < (signal * 100.0) as usize }
            })
            .collect();
        let curve = fit(&samples);
        assert!(curve.len() > 3 && curve.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{curve:?}");
        assert!(error(&samples) < 0.05, "{}", error(&samples));
    }
}
