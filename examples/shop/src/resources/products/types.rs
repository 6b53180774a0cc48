//! Products as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::order_items::OrderItem,
    text,
    validate::{Faults, Validate},
    values::{Decimal, Instant},
};

/// A product.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Product {
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    #[schema(required, max_length = 65536, pattern = r"^[^\x00]*$")]
    pub description: Option<String>,
    pub price: Decimal<10, 2>,
    #[schema(maximum = 2147483647, minimum = 0)]
    pub stock: i32,
    #[schema(required, min_length = 1, max_length = 2048, format = "uri")]
    pub image_url: Option<String>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, nullable = false, max_items = 20)]
    #[sqlx(skip)]
    pub order_items: Option<Vec<OrderItem>>,
}

/// What a client writes of a product.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Walnut desk", "description": "The ferry leaves at nine and comes back at five.", "price": "1.50", "stock": 1, "image_url": "https://example.com/images/0"}))]
pub struct ProductInput {
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00\r\n]*$")]
    pub name: String,
    #[schema(max_length = 65536, pattern = r"^[^\x00]*$")]
    pub description: Option<String>,
    pub price: Decimal<10, 2>,
    #[serde(default = "default_stock")]
    #[schema(maximum = 2147483647, minimum = 0, default = json!(0))]
    pub stock: i32,
    #[schema(min_length = 1, max_length = 2048, format = "uri")]
    pub image_url: Option<String>,
}

/// Changes to a product.
pub type ProductPatch = Patch<ProductInput>;

fn default_stock() -> i32 {
    0
}

impl Validate for ProductInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/name", &self.name).one_line().min_length(1).max_length(200);
        faults.member("/description", self.description.as_ref()).max_length(65_536);
        faults.member("/price", &self.price).min(Decimal::new(0));
        faults.member("/stock", &self.stock).min(0);
        faults
            .member("/image_url", self.image_url.as_ref())
            .min_length(1)
            .max_length(2048)
            .format("an http or https URL", text::is_url);
    }
}

impl From<Product> for ProductInput {
    fn from(row: Product) -> Self {
        Self {
            name: row.name,
            description: row.description,
            price: row.price,
            stock: row.stock,
            image_url: row.image_url,
        }
    }
}

impl Listed for Product {
    const COLUMNS: &'static [Column] = &[
        Column::new::<Uuid>("id", "id").filter().key(),
        Column::new::<String>("name", "name").filter().sort(),
        Column::new::<Decimal<10, 2>>("price", "price").filter().sort(),
        Column::new::<i32>("stock", "stock").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const SEARCH: &'static [&'static str] = &["name", "description"];
    const INCLUDE: &'static [&'static str] = &["order_items"];
}
