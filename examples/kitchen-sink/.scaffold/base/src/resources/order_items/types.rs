//! Order items as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::orders::Order,
    validate::{Faults, Validate},
    values::Instant,
};

/// An order item.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct OrderItem {
    pub id: Uuid,
    pub order_id: Uuid,
    #[schema(required)]
    pub part_of_id: Option<Uuid>,
    #[schema(minimum = 1, maximum = 999)]
    pub quantity: i32,
    #[schema(required, max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    pub r#where: Option<String>,
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
    pub part_of: Option<Option<Box<OrderItem>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub parts: Option<Vec<OrderItem>>,
}

/// What a client writes of an order item.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"order_id": "0197d5b4-6a00-7000-8000-000000000000", "part_of_id": "0197d5b4-6a00-7000-8000-000000000000", "quantity": 1, "where": "alder"}))]
pub struct OrderItemInput {
    pub order_id: Uuid,
    pub part_of_id: Option<Uuid>,
    #[serde(default = "default_quantity")]
    #[schema(minimum = 1, maximum = 999, default = json!(1))]
    pub quantity: i32,
    #[schema(max_length = 40, pattern = r"^[^\x00\r\n]*$")]
    pub r#where: Option<String>,
}

/// Changes to an order item.
pub type OrderItemPatch = Patch<OrderItemInput>;

fn default_quantity() -> i32 {
    1
}

impl Validate for OrderItemInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/quantity", &self.quantity).min(1).max(999);
        faults.member("/where", self.r#where.as_ref()).one_line().max_length(40);
    }
}

impl From<OrderItem> for OrderItemInput {
    fn from(row: OrderItem) -> Self {
        Self {
            order_id: row.order_id,
            part_of_id: row.part_of_id,
            quantity: row.quantity,
            r#where: row.r#where,
        }
    }
}

impl Listed for OrderItem {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Uuid>("order_id", "order_id").filter(),
        Column::new::<Uuid>("part_of_id", "part_of_id").nullable().filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["order", "part_of", "parts"];
    const MAX_PAGE: u32 = 50;
}
