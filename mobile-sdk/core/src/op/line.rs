//! One operation has the name of a scalar, so it stands by itself.

use graphql_client::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../../graphql/schema.graphql",
    query_path = "../../graphql/operations/hs_code.graphql",
    response_derives = "Debug, Clone",
    variables_derives = "Debug, Clone",
    custom_scalars_module = "crate::op::scalar",
    skip_serializing_none
)]
pub struct HsCode;
