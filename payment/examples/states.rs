//! Writes `docs/payment-states.md`: `cargo run -p fingertip-payment --example states > docs/payment-states.md`.

fn main() {
    print!("{}", payment::page::states());
}
