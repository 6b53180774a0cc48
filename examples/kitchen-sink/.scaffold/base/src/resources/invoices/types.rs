//! Invoices as clients see them and as they write them.

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
    values::{Decimal, Instant},
};

/// An invoice.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Invoice {
    pub id: Uuid,
    pub order_id: Uuid,
    pub total: Decimal<10, 2>,
    #[schema(required, min_length = 1, max_length = 20, pattern = r"^[^\x00\r\n]*$")]
    pub number: Option<String>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub order: Option<Option<Box<Order>>>,
}

/// What a client writes of an invoice.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"order_id": "0197d5b4-6a00-7000-8000-000000000000", "total": "1.50", "number": "AB-1001-0"}))]
pub struct InvoiceInput {
    pub order_id: Uuid,
    pub total: Decimal<10, 2>,
    #[schema(min_length = 1, max_length = 20, pattern = r"^[^\x00\r\n]*$")]
    pub number: Option<String>,
}

/// Changes to an invoice.
pub type InvoicePatch = Patch<InvoiceInput>;

impl Validate for InvoiceInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/total", &self.total).min(Decimal::new(0));
        faults.member("/number", self.number.as_ref()).one_line().min_length(1).max_length(20);
    }
}

impl From<Invoice> for InvoiceInput {
    fn from(row: Invoice) -> Self {
        Self { order_id: row.order_id, total: row.total, number: row.number }
    }
}

impl Listed for Invoice {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<Uuid>("order_id", "order_id").filter(),
        Column::new::<String>("number", "number").nullable().filter().sort(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["order"];
    const MAX_PAGE: u32 = 50;
}
