//! Takes serde's reading out of what was generated, and puts ours there.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, Fields, File, ImplItem, Item, ItemEnum, ItemImpl, ItemMod, ItemStruct, LitStr, Meta, Pat, Stmt, Token,
    parse_quote, punctuated::Punctuated, spanned::Spanned,
};

/// Writes what was generated for an operation, with our reading in the place of serde's. Each item has a line, so that the compiler can show it.
pub fn write(file: File, written: &mut String) -> syn::Result<()> {
    for item in file.items {
        match item {
            Item::Mod(module) => {
                let name = module.ident.clone();
                written.push_str(&format!("pub mod {name} {{\n"));
                for item in of_module(module)? {
                    written.push_str(&format!("{}\n", item.to_token_stream()));
                }
                written.push_str("}\n");
            }
            Item::Impl(item) => written.push_str(&format!("{}\n", operation(item)?.to_token_stream())),
            other => written.push_str(&format!("{}\n", other.to_token_stream())),
        }
    }
    Ok(())
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

/// Returns what is in the module of an operation, with what reads it.
fn of_module(module: ItemMod) -> syn::Result<Vec<Item>> {
    let Some((_, mut items)) = module.content else { return Ok(Vec::new()) };
    let mut read = Vec::new();
    for item in &mut items {
        match item {
            Item::Struct(item) => read.extend(reads(&mut item.attrs)?.then(|| of_struct(item)).transpose()?),
            Item::Enum(item) => read.extend(reads(&mut item.attrs)?.then(|| of_union(item)).transpose()?),
            Item::Impl(item) if is_of(item, "Deserialize") => read.push(of_words(item)?),
            _ => {}
        }
    }
    items.retain(|item| !matches!(item, Item::Impl(item) if is_of(item, "Deserialize") || is_of(item, "Serialize")));
    items.extend(read.into_iter().map(Item::Verbatim));
    Ok(items)
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
    // Of an answer of which nothing is read it only has to be one.
    let object = if fields.is_empty() { quote!(_object) } else { quote!(mut object) };
    Ok(quote! {
        impl ::read::Read for #name {
            fn read(value: serde_json::Value) -> Result<Self, ::read::Unread> {
                let #object = ::read::Object::of(value)?;
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

/// An enumeration: each choice by its place in the list of its words. It is never refused: there is `Other`.
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
    // What was written for serde: `"WORD" => Ok(Name::WORD)`, and `_ => Ok(Name::Other(s))` last.
    let known = chosen.arms.iter().filter_map(|arm| match &*arm.body {
        Expr::Call(made) if matches!(arm.pat, Pat::Lit(_)) => Some((&arm.pat, &made.args)),
        _ => None,
    });
    let (words, choices): (Vec<_>, Vec<_>) = known.unzip();
    let (places, count) = (0..words.len(), words.len());
    let (of_place, place_of) = (places.clone(), places);
    Ok(quote! {
        impl #name {
            const WORDS: [&'static str; #count] = [#(#words),*];
        }

        impl From<String> for #name {
            fn from(word: String) -> Self {
                match ::read::place_of(&word, &Self::WORDS) {
                    #(Some(#of_place) => #choices,)*
                    _ => Self::Other(word),
                }
            }
        }

        impl AsRef<str> for #name {
            fn as_ref(&self) -> &str {
                match self {
                    #(#choices => Self::WORDS[#place_of],)*
                    Self::Other(word) => word,
                }
            }
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_ref())
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
