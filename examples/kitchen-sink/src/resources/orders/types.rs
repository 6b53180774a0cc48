//! Orders as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::{invoices::Invoice, notes::Note, order_items::OrderItem, people::Person},
    validate::{Faults, Validate},
    values::Instant,
};

/// A reserved SQL word, and fields that are reserved words too.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Order {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 20, pattern = r"^[^\x00\r\n]*$")]
    pub r#type: String,
    #[schema(required, max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub group: Option<String>,
    pub select: bool,
    #[serde(rename = "self")]
    #[schema(required, max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    #[sqlx(rename = "self")]
    pub self_: Option<String>,
    pub user_id: Uuid,
    pub placed: Instant,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub user: Option<Option<Box<Person>>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub items: Option<Vec<OrderItem>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub invoices: Option<Vec<Invoice>>,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 10)]
    #[sqlx(skip)]
    pub notes: Option<Vec<Note>>,
}

/// What a client writes of an order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"type": "alder", "group": "alder", "select": true, "self": "alder", "user_id": "0197d5b4-6a00-7000-8000-000000000000", "placed": "2026-01-01T09:30:00.000000Z"}))]
pub struct OrderInput {
    #[serde(default = "default_type")]
    #[schema(min_length = 1, max_length = 20, pattern = r"^[^\x00\r\n]*$", default = json!("shop"))]
    pub r#type: String,
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub group: Option<String>,
    #[serde(default = "default_select")]
    #[schema(default = json!(false))]
    pub select: bool,
    #[serde(rename = "self")]
    #[schema(max_length = 255, pattern = r"^[^\x00\r\n]*$")]
    pub self_: Option<String>,
    pub user_id: Uuid,
    #[serde(default = "default_placed")]
    pub placed: Instant,
}

/// Changes to an order.
pub type OrderPatch = Patch<OrderInput>;

fn default_type() -> String {
    "shop".to_owned()
}

fn default_select() -> bool {
    false
}

fn default_placed() -> Instant {
    Instant::now()
}

impl Validate for OrderInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/type", &self.r#type).one_line().min_length(1).max_length(20);
        faults.member("/group", self.group.as_ref()).one_line().max_length(255);
        faults.member("/self", self.self_.as_ref()).one_line().max_length(255);
    }
}

impl From<Order> for OrderInput {
    fn from(row: Order) -> Self {
        Self {
            r#type: row.r#type,
            group: row.group,
            select: row.select,
            self_: row.self_,
            user_id: row.user_id,
            placed: row.placed,
        }
    }
}

impl Listed for Order {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("type", "type").filter().sort(),
        Column::new::<bool>("select", r#""select""#).filter(),
        Column::new::<Uuid>("user_id", "user_id").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["user", "items", "invoices", "notes"];
    const MAX_PAGE: u32 = 50;
}
