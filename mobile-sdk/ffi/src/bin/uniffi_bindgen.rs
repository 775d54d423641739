//! Writes the bindings for a language: `mobile-sdk/ffi/generate.sh` calls it.

fn main() {
    uniffi::uniffi_bindgen_main()
}
