//! Lists: what a query may ask for, and pages that go on where the last one ended.

use std::marker::PhantomData;

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};
use utoipa::ToSchema;

use crate::{
    config,
    db::{Connection, Database, Row},
    error::{Error, Result},
    filter::Column,
    listing::{self, Listing},
};

/// A row that lists show.
pub trait Listed: Serialize + for<'r> FromRow<'r, Row> + Send + Unpin {
    const COLUMNS: &'static [Column];
    /// SQL names of the columns that `q` searches.
    const SEARCH: &'static [&'static str] = &[];
    /// Relations that `include` may name.
    const INCLUDE: &'static [&'static str] = &[];
    /// Rows in a page where the client names no `limit`.
    const PAGE_SIZE: u32 = config::PAGE_SIZE;
    /// Most rows that a client may ask for.
    const MAX_PAGE: u32 = 100;
}

/// Some rows of a list and the way to the next ones.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    #[schema(max_items = 1000)]
    pub items: Vec<T>,
    /// Give it as `cursor` to go on; null on the last page.
    #[schema(required, max_length = 10_000, pattern = "^[A-Za-z0-9_-]+$")]
    pub next: Option<String>,
    /// How many rows there are on all pages, where `total=true` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0, maximum = 9_223_372_036_854_775_807_i64)]
    pub total: Option<i64>,
}

/// The query of a list of `T`.
pub struct ListQuery<T> {
    listing: Listing,
    rows: PhantomData<fn() -> T>,
}

/// The relations that a request wants to see with its rows.
#[derive(Debug, Default)]
pub struct Include(pub(crate) Vec<&'static str>);

impl Include {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn names(&self, relation: &str) -> bool {
        self.0.contains(&relation)
    }
}

/// The query of a single row of `T`: nothing but `include`.
pub struct IncludeQuery<T> {
    pub include: Include,
    row: PhantomData<fn() -> T>,
}

impl<T: Listed, S: Sync> FromRequestParts<S> for IncludeQuery<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let include = listing::only_include(T::INCLUDE, parts.uri.query().unwrap_or_default())?;
        Ok(Self { include, row: PhantomData })
    }
}

impl<T: Listed, S: Sync> FromRequestParts<S> for ListQuery<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let listing = Listing::parse::<T>(parts.uri.path(), parts.uri.query().unwrap_or_default())?;
        Ok(Self { listing, rows: PhantomData })
    }
}

impl<T: Listed> ListQuery<T> {
    /// Keeps the list to rows for which the condition holds that `push` writes.
    pub fn within(
        mut self,
        push: impl Fn(&mut QueryBuilder<Database>) + Send + Sync + 'static,
    ) -> Self {
        self.listing.scope = Some(Box::new(push));
        self
    }

    pub fn include(&self) -> &Include {
        &self.listing.include
    }

    /// Runs the list: `select` and `count` end in a `where` that more conditions can follow, first those that `narrow`
    /// adds.
    pub async fn fetch(
        &self,
        db: &mut Connection,
        select: &'static str,
        count: &'static str,
        narrow: impl Fn(&mut QueryBuilder<Database>),
    ) -> Result<Page<T>> {
        let listing = &self.listing;
        let mut sql = QueryBuilder::new(select);
        narrow(&mut sql);
        listing.push_conditions(&mut sql, T::SEARCH);
        listing.push_page(&mut sql);
        let mut items: Vec<T> = sql.build_query_as().fetch_all(&mut *db).await?;
        let more = items.len() > listing.limit as usize;
        items.truncate(listing.limit as usize);
        let next = match items.last() {
            Some(last) if more => Some(listing.cursor(last)?),
            _ => None,
        };
        let total = match listing.total {
            true => {
                let mut sql = QueryBuilder::new(count);
                narrow(&mut sql);
                listing.push_conditions(&mut sql, T::SEARCH);
                Some(sql.build_query_scalar().fetch_one(db).await?)
            }
            false => None,
        };
        Ok(Page { items, next, total })
    }
}
