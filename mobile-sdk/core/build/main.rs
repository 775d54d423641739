//! Writes the types of the operations that the core sends, out of `graphql/operations` and the contract: a field that the contract does not have
//! fails to build. What answers are read by is written here and not derived from serde, whose code for each type is three times as long, and
//! came to half a megabyte. Nor is that read which no code of ours looks at (`unread.txt`).

mod read;
mod unread;

use std::{error::Error, fs, path::PathBuf};

use graphql_client_codegen::{CodegenMode, GraphQLClientCodegenOptions, generate_module_token_stream};
use syn::parse_quote;

use self::unread::Unread;

/// One file each, because each carries its whole text along: a server that does not know its hash is sent the text.
const OPERATIONS: [&str; 28] = [
    "add_to_enquiry",
    "ask",
    "cancel_payment",
    "certify_answer",
    "compute_duty",
    "confirm_payment",
    "end_session",
    "enquiry",
    "enquiry_status",
    "escalate",
    "hs_code",
    "measures",
    "my_enquiries",
    "open_enquiry",
    "pay",
    "payment",
    "payment_notice",
    "publication",
    "rate_answer",
    "receipt_keys",
    "receipts",
    "refresh_session",
    "request_code",
    "save_estimate",
    "search",
    "sign_in",
    "suggest",
    "verify_receipt",
];

#[expect(clippy::disallowed_methods, reason = "how cargo tells a build script where to write")]
fn main() -> Result<(), Box<dyn Error>> {
    let graphql = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../graphql").canonicalize()?;
    let schema = graphql.join("schema.graphql");
    println!("cargo::rerun-if-changed={}", schema.display());
    let unread = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("build/unread.txt");
    println!("cargo::rerun-if-changed={}", unread.display());
    let mut unread = Unread::of(&fs::read_to_string(unread)?)?;
    let mut written = String::new();
    for operation in OPERATIONS {
        let query = graphql.join("operations").join(operation).with_extension("graphql");
        println!("cargo::rerun-if-changed={}", query.display());
        let mut options = GraphQLClientCodegenOptions::new(CodegenMode::Cli);
        options.set_module_visibility(parse_quote!(pub));
        options.set_serde_path(parse_quote!(serde));
        options.set_custom_scalars_module(parse_quote!(crate::op::scalar));
        options.set_response_derives("Debug, Clone".to_owned());
        options.set_variables_derives("Debug, Clone".to_owned());
        options.set_skip_serializing_none(true);
        let module = generate_module_token_stream(query, &schema, options).map_err(|error| error.to_string())?;
        let mut file = syn::parse2(module)?;
        unread.leave_out(operation, &mut file);
        read::write(file, &mut written)?;
    }
    unread.must_be_found()?;
    fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("operations.rs"), written)?;
    Ok(())
}
