//! Writes the types of the operations that the core sends, out of `graphql/operations` and the contract: a field that the contract does not have
//! fails to build. What answers are read by is written here and not derived from serde, whose code for each type is three times as long, and
//! came to half a megabyte.

use std::{error::Error, fs, path::PathBuf};

use graphql_client_codegen::{CodegenMode, GraphQLClientCodegenOptions, generate_module_token_stream};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, Fields, File, ImplItem, Item, ItemEnum, ItemImpl, ItemMod, ItemStruct, LitStr, Meta, Stmt, Token,
    parse_quote, punctuated::Punctuated, spanned::Spanned,
};

/// One file each, because each carries its whole text along: a server that does not know its hash is sent the text.
const OPERATIONS: [&str; 27] = [
    "add_to_enquiry",
    "ask",
    "cancel_payment",
    "certify_answer",
    "compute_duty",
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
        written.push_str(&of_operation(syn::parse2(module)?)?.to_string());
        written.push('\n');
    }
    fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("operations.rs"), written)?;
    Ok(())
}

/// Puts our reading in the place of serde's in what was generated for an operation.
fn of_operation(file: File) -> syn::Result<TokenStream> {
    let mut written = TokenStream::new();
    for item in file.items {
        match item {
            Item::Mod(module) => of_module(module)?.to_tokens(&mut written),
            Item::Impl(item) => operation(item)?.to_tokens(&mut written),
            other => other.to_tokens(&mut written),
        }
    }
    Ok(written)
}

/// Keeps the types that an operation sends and is answered, and leaves out that the answer is read by serde.
fn operation(item: ItemImpl) -> syn::Result<ItemImpl> {
    let mut kept = item;
    if let Some((_, path, _)) = &mut kept.trait_ {
        *path = parse_quote!(crate::op::Operation);
    }
    let name: syn::Ident = syn::parse2(kept.self_ty.to_token_stream())?;
    let types = kept.items.iter().find_map(|item| match item {
        ImplItem::Type(item) => match &item.ty {
            syn::Type::Path(path) => path.path.segments.first().map(|segment| segment.ident.clone()),
            _ => None,
        },
        _ => None,
    });
    let module = types.ok_or_else(|| syn::Error::new(name.span(), "an operation without types"))?;
    kept.items.retain(|item| matches!(item, ImplItem::Type(_)));
    kept.items.push(parse_quote!(const NAME: &'static str = #module::OPERATION_NAME;));
    kept.items.push(parse_quote!(const TEXT: &'static str = #module::QUERY;));
    Ok(kept)
}

fn of_module(mut module: ItemMod) -> syn::Result<ItemMod> {
    let Some((_, items)) = &mut module.content else { return Ok(module) };
    let mut read = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(item) => read.extend(reads(&mut item.attrs)?.then(|| of_struct(item)).transpose()?),
            Item::Enum(item) => read.extend(reads(&mut item.attrs)?.then(|| of_union(item)).transpose()?),
            Item::Impl(item) if is_of(item, "Deserialize") => read.push(of_words(item)?),
            _ => {}
        }
    }
    items.retain(|item| !matches!(item, Item::Impl(item) if is_of(item, "Deserialize")));
    items.extend(read.into_iter().map(Item::Verbatim));
    Ok(module)
}

/// Takes `Deserialize` out of what is derived, and says whether it was there.
fn reads(attributes: &mut [Attribute]) -> syn::Result<bool> {
    let mut found = false;
    for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let derived = attribute.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)?;
        let kept: Vec<_> = derived.iter().filter(|path| !path.is_ident("Deserialize")).collect();
        found |= kept.len() < derived.len();
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
    Ok(found)
}

fn is_of(item: &ItemImpl, name: &str) -> bool {
    item.trait_.as_ref().and_then(|(_, path, _)| path.segments.last()).is_some_and(|segment| segment.ident == name)
}

/// An object: each of its fields by its name.
fn of_struct(item: &mut ItemStruct) -> syn::Result<TokenStream> {
    let name = item.ident.clone();
    item.attrs.retain(|attribute| !attribute.path().is_ident("serde"));
    let mut fields = Vec::new();
    if let Fields::Named(named) = &mut item.fields {
        for field in &mut named.named {
            let ident = field.ident.clone().ok_or_else(|| syn::Error::new(name.span(), "a field without a name"))?;
            let given = serde_word(&field.attrs, "rename")?;
            if serde_metas(&field.attrs)?.iter().any(|meta| meta.path().is_ident("flatten")) {
                return Err(syn::Error::new(name.span(), "fragments are not read: write their fields out"));
            }
            field.attrs.retain(|attribute| !attribute.path().is_ident("serde"));
            let key = given.unwrap_or_else(|| ident.to_string());
            fields.push(quote!(#ident: object.take(#key)?));
        }
    }
    Ok(quote! {
        impl ::read::Read for #name {
            fn read(value: serde_json::Value) -> Result<Self, ::read::Unread> {
                let mut object = ::read::Object::of(value)?;
                Ok(Self { #(#fields),* })
            }
        }
    })
}

/// One of several types: the one that the answer names.
fn of_union(item: &mut ItemEnum) -> syn::Result<TokenStream> {
    let name = item.ident.clone();
    item.attrs.retain(|attribute| !attribute.path().is_ident("serde"));
    let variants = item.variants.iter().map(|variant| {
        let (ident, word) = (&variant.ident, variant.ident.to_string());
        match variant.fields {
            Fields::Unit => quote!(#word => Ok(Self::#ident)),
            _ => quote!(#word => ::read::Read::read(value).map(Self::#ident)),
        }
    });
    Ok(quote! {
        impl ::read::Read for #name {
            fn read(value: serde_json::Value) -> Result<Self, ::read::Unread> {
                match ::read::type_of(&value)?.as_str() {
                    #(#variants,)*
                    _ => Err(::read::Unread("__typename")),
                }
            }
        }
    })
}

/// An enumeration: the same choice by its word that was written for serde, which cannot fail: there is `Other`.
fn of_words(item: &ItemImpl) -> syn::Result<TokenStream> {
    let name = &item.self_ty;
    let chosen = item.items.iter().find_map(|item| match item {
        ImplItem::Fn(function) => function.block.stmts.iter().find_map(|statement| match statement {
            Stmt::Expr(Expr::Match(chosen), None) => Some(chosen),
            _ => None,
        }),
        _ => None,
    });
    let chosen = chosen.ok_or_else(|| syn::Error::new(item.span(), "an enumeration that is not read by its words"))?;
    let arms = chosen.arms.iter().map(|arm| match &*arm.body {
        Expr::Call(made) => {
            let (word, value) = (&arm.pat, &made.args);
            quote!(#word => #value)
        }
        other => other.to_token_stream(),
    });
    Ok(quote! {
        impl From<String> for #name {
            fn from(s: String) -> Self {
                match s.as_str() { #(#arms),* }
            }
        }

        impl ::read::Read for #name {
            fn read(value: serde_json::Value) -> Result<Self, ::read::Unread> {
                <String as ::read::Read>::read(value).map(Self::from)
            }
        }
    })
}

fn serde_word(attributes: &[Attribute], name: &str) -> syn::Result<Option<String>> {
    let mut found = None;
    for meta in serde_metas(attributes)? {
        if let Meta::NameValue(pair) = &meta
            && pair.path.is_ident(name)
        {
            found = Some(syn::parse2::<LitStr>(pair.value.to_token_stream())?.value());
        }
    }
    Ok(found)
}

fn serde_metas(attributes: &[Attribute]) -> syn::Result<Vec<Meta>> {
    let mut metas = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        metas.extend(attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?);
    }
    Ok(metas)
}
