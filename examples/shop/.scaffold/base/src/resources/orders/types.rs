//! Orders as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    enums::OrderStatus,
    filter::Column,
    page::Listed,
    resources::{order_items::OrderItem, users::User},
    validate::{Faults, Validate},
    values::{Decimal, Instant},
};

/// An order.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Order {
    pub id: Uuid,
    pub user_id: Uuid,
    pub status: OrderStatus,
    pub total: Decimal<10, 2>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub user: Option<Option<Box<User>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub items: Option<Vec<OrderItem>>,
}

/// What a client writes of an order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct OrderInput {}

impl Validate for OrderInput {
    fn validate(&self, _: &mut Faults) {}
}

impl Listed for Order {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Uuid>("user_id", "user_id").filter(),
        Column::new::<OrderStatus>("status", "status").filter().sort(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["user", "items"];
}
