//! The types of a schema, by introspection, and the smallest document that asks for a field.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::app::App;

/// What a request names.
pub struct Things {
    pub id: String,
    pub office: &'static str,
}

/// The types of a schema, by introspection.
pub struct Types {
    by_name: BTreeMap<String, Value>,
    roots: BTreeMap<&'static str, String>,
}

impl Types {
    pub async fn of(app: &App) -> Types {
        let query = "query IntrospectionQuery { __schema {
                queryType { name } mutationType { name } subscriptionType { name }
                types { kind name isOneOf fields(includeDeprecated: true) { name type { ...T } args { ...I } } inputFields { ...I } enumValues { name } }
            } }
            fragment I on __InputValue { name defaultValue type { ...T } }
            fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
        Types::read(&app.data(query, json!({})).await["__schema"])
    }

    pub fn read(schema: &Value) -> Types {
        let types = schema["types"].as_array().expect("types").iter();
        let by_name = types.map(|kind| (kind["name"].as_str().expect("a name").to_owned(), kind.clone())).collect();
        let roots = [("Query", "queryType"), ("Mutation", "mutationType"), ("Subscription", "subscriptionType")];
        let named = roots.map(|(root, key)| (root, schema[key]["name"].as_str().unwrap_or(root).to_owned()));
        Types { by_name, roots: named.into() }
    }

    pub fn fields(&self, root: &str) -> &[Value] {
        let kind = self.by_name.get(&self.roots[root]);
        kind.and_then(|kind| kind["fields"].as_array()).map_or(&[], |fields| fields)
    }

    pub fn inputs(&self) -> impl Iterator<Item = (&String, &Vec<Value>)> {
        self.by_name.iter().filter_map(|(name, kind)| Some((name, kind["inputFields"].as_array()?)))
    }

    /// The smallest document that asks for a root field.
    pub fn document(&self, root: &str, field: &Value, things: &Things) -> String {
        let operation = root.to_lowercase();
        let name = field["name"].as_str().expect("a name");
        let arguments: Vec<_> =
            field["args"].as_array().into_iter().flatten().filter_map(|argument| self.given(argument, things)).collect();
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let kind = named(&field["type"]);
        let is_leaf = matches!(self.by_name[kind]["kind"].as_str(), Some("SCALAR" | "ENUM"));
        format!("{operation} {{ {name}{arguments} {} }}", if is_leaf { "" } else { "{ __typename }" })
    }

    /// An argument or a field of an input, where it must be given, or names a thing.
    fn given(&self, value: &Value, things: &Things) -> Option<String> {
        let is_required = value["type"]["kind"] == "NON_NULL" && value["defaultValue"].is_null();
        let names_a_thing = matches!(named(&value["type"]), "ID" | "FactId");
        let name = value["name"].as_str().expect("a name");
        (is_required || names_a_thing).then(|| format!("{name}: {}", self.sample(&value["type"], things)))
    }

    fn sample(&self, kind: &Value, things: &Things) -> String {
        match kind["kind"].as_str() {
            Some("NON_NULL") => return self.sample(&kind["ofType"], things),
            Some("LIST") => return format!("[{}]", self.sample(&kind["ofType"], things)),
            _ => {}
        }
        let name = kind["name"].as_str().expect("a name");
        let full = &self.by_name[name];
        match full["kind"].as_str() {
            Some("ENUM") => full["enumValues"][0]["name"].as_str().expect("a value").to_owned(),
            Some("INPUT_OBJECT") => {
                let fields = full["inputFields"].as_array().into_iter().flatten();
                let mut given: Vec<_> = fields.clone().filter_map(|field| self.given(field, things)).collect();
                if full["isOneOf"] == true && given.is_empty() {
                    given.extend(fields.take(1).filter_map(|field| {
                        Some(format!("{}: {}", field["name"].as_str()?, self.sample(&field["type"], things)))
                    }));
                }
                if full["isOneOf"] == true {
                    given.truncate(1);
                }
                let fields = given;
                format!("{{ {} }}", fields.join(", "))
            }
            _ => match name {
                "ID" => format!("\"{}\"", things.id),
                "FactId" => format!("\"{}\"", things.office),
                "Int" => "1".to_owned(),
                "Float" => "1.5".to_owned(),
                "Boolean" => "true".to_owned(),
                "HsCode" => "\"0901\"".to_owned(),
                "Date" => "\"2026-06-15\"".to_owned(),
                "DateTime" => "\"2030-06-15T12:00:00Z\"".to_owned(),
                "Language" => "\"en\"".to_owned(),
                "PublicationId" | "AuthorityCode" => "\"zz-customs\"".to_owned(),
                "CountryCode" => "\"KE\"".to_owned(),
                "AreaCode" => "\"MB\"".to_owned(),
                "Currency" => "\"XTS\"".to_owned(),
                "Decimal" => "\"12.5\"".to_owned(),
                "UnitCode" => "\"KGM\"".to_owned(),
                "DocumentCode" | "AdditionalCode" | "QuotaNumber" => "\"A100\"".to_owned(),
                "JSON" => "{ }".to_owned(),
                "String" => "\"rice\"".to_owned(),
                other => panic!("a sample of {other} is missing"),
            },
        }
    }
}

fn named(kind: &Value) -> &str {
    if kind["ofType"].is_object() { named(&kind["ofType"]) } else { kind["name"].as_str().expect("a name") }
}
