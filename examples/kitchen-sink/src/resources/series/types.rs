//! Series as clients see them and as they write them.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::{
    extract::Patch,
    filter::Column,
    page::Listed,
    resources::countries::Country,
    text,
    validate::{Faults, Validate},
    values::Instant,
};

/// An auto-increment key in a column of another name; the plural is the singular.
#[derive(Debug, Clone, Serialize, FromRow, ToSchema)]
pub struct Series {
    #[schema(minimum = -9223372036854775808_i64, maximum = 9223372036854775807_i64)]
    #[sqlx(rename = "series_no")]
    pub id: i64,
    #[schema(min_length = 1, max_length = 120, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")]
    pub country_code: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Where `include` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    #[sqlx(skip)]
    pub country: Option<Option<Box<Country>>>,
}

/// What a client writes of a series.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "A walk in the rain 0", "country_code": "PT"}))]
pub struct SeriesInput {
    #[schema(min_length = 1, max_length = 120, pattern = r"^[^\x00\r\n]*$")]
    pub title: String,
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")]
    pub country_code: String,
}

/// Changes to a series.
pub type SeriesPatch = Patch<SeriesInput>;

impl Validate for SeriesInput {
    fn validate(&self, faults: &mut Faults) {
        faults.member("/title", &self.title).one_line().min_length(1).max_length(120);
        faults
            .member("/country_code", &self.country_code)
            .min_length(2)
            .max_length(2)
            .format("an ISO 3166 country code such as NL", text::is_country);
    }
}

impl From<Series> for SeriesInput {
    fn from(row: Series) -> Self {
        Self { title: row.title, country_code: row.country_code }
    }
}

impl Listed for Series {
    const COLUMNS: &'static [Column] = &[
        Column::new::<i64>("id", "series_no").filter().key(),
        Column::new::<String>("title", "title").filter().sort(),
        Column::new::<String>("country_code", "country_code").filter(),
        Column::new::<Instant>("created_at", "created_at").filter().sort(),
        Column::new::<Instant>("updated_at", "updated_at").filter().sort(),
    ];
    const INCLUDE: &'static [&'static str] = &["country"];
    const MAX_PAGE: u32 = 50;
}
