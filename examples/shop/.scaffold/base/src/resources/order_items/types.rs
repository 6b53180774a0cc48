//! Order items as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{orders::Order, products::Product},
    validate::{Faults, Validate},
    values::{Decimal, Instant},
};

/// An order item.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct OrderItem {
    pub id: Uuid,
    pub order_id: Uuid,
    pub product_id: Uuid,
    #[schema(maximum = 2147483647, minimum = 1)]
    pub quantity: i32,
    pub price: Decimal<10, 2>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub order: Option<Option<Box<Order>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub product: Option<Option<Box<Product>>>,
}

/// What a client writes of an order item.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"order_id": "0197d5b4-6a00-7000-8000-000000000000", "product_id": "0197d5b4-6a00-7000-8000-000000000000", "quantity": 1}))]
pub struct OrderItemInput {
    pub order_id: Uuid,
    pub product_id: Uuid,
    #[schema(maximum = 2147483647, minimum = 1)]
    pub quantity: i32,
}

/// Changes to an order item.
pub type OrderItemPatch = Patch<OrderItemInput>;

impl Validate for OrderItemInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/quantity", &self.quantity).min(1);
    }
}

impl From<OrderItem> for OrderItemInput {
    fn from(row: OrderItem) -> Self {
        Self { order_id: row.order_id, product_id: row.product_id, quantity: row.quantity }
    }
}

impl Listed for OrderItem {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Uuid>("order_id", "order_id").filter(),
        Column::new::<Uuid>("product_id", "product_id").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["order", "product"];
}
