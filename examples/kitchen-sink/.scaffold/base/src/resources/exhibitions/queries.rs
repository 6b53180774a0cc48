//! The SQL of exhibitions.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Exhibition, ExhibitionInput};
use crate::{
    db::Connection,
    error::{Error, Result},
    fault::Fault,
    page::{Include, ListQuery, Page},
    relation::{self, Linked},
    resources::{self, artifacts::Artifact, countries::Country, topics::Topic},
    values::Instant,
};

pub async fn list(db: &mut Connection, query: &ListQuery<Exhibition>) -> Result<Page<Exhibition>> {
    let select = "select id, title, opens_on, closes_on, curator_id, deputy_id, follows_id,
             created_at, updated_at
         from exhibitions
         where deleted_at is null";
    let count = "select count(*) from exhibitions where deleted_at is null";
    query.fetch(db, select, count).await
}

pub async fn find(db: &mut Connection, id: Uuid) -> Result<Option<Exhibition>> {
    let found = sqlx::query_as(
        "select id, title, opens_on, closes_on, curator_id, deputy_id, follows_id,
             created_at, updated_at
         from exhibitions
         where id = $1 and deleted_at is null",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(found)
}

pub async fn insert(db: &mut Connection, input: &ExhibitionInput) -> Result<Exhibition> {
    check_references(db, input).await?;
    let row: Exhibition = sqlx::query_as(
        "insert into exhibitions (id, title, opens_on, closes_on, curator_id, deputy_id,
             follows_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
         returning id, title, opens_on, closes_on, curator_id, deputy_id, follows_id,
             created_at, updated_at",
    )
    .bind(Uuid::now_v7())
    .bind(&input.title)
    .bind(input.opens_on)
    .bind(input.closes_on)
    .bind(input.curator_id)
    .bind(input.deputy_id)
    .bind(input.follows_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    set_topics(db, row.id, input.topic_ids.as_deref().unwrap_or_default()).await?;
    set_countries(db, row.id, input.country_codes.as_deref().unwrap_or_default()).await?;
    Ok(row)
}

pub async fn update(db: &mut Connection, id: Uuid, input: &ExhibitionInput) -> Result<Exhibition> {
    check_references(db, input).await?;
    let row = sqlx::query_as(
        "update exhibitions
         set title = $2, opens_on = $3, closes_on = $4, curator_id = $5, deputy_id = $6,
             follows_id = $7, updated_at = $8
         where id = $1
         returning id, title, opens_on, closes_on, curator_id, deputy_id, follows_id,
             created_at, updated_at",
    )
    .bind(id)
    .bind(&input.title)
    .bind(input.opens_on)
    .bind(input.closes_on)
    .bind(input.curator_id)
    .bind(input.deputy_id)
    .bind(input.follows_id)
    .bind(Instant::now())
    .fetch_one(&mut *db)
    .await?;
    if let Some(keys) = &input.topic_ids {
        set_topics(db, id, keys).await?;
    }
    if let Some(keys) = &input.country_codes {
        set_countries(db, id, keys).await?;
    }
    Ok(row)
}

/// 422 for relations of the body that lead nowhere.
async fn check_references(db: &mut Connection, input: &ExhibitionInput) -> Result<()> {
    let dangling: Vec<String> = sqlx::query_scalar(
        "select '/curator_id' where not exists (select 1 from people where id = $1)
         union all select '/deputy_id' where $2 is not null and not exists (select 1 from people where id = $2)
         union all select '/follows_id' where $3 is not null and not exists (select 1 from exhibitions where id = $3 and deleted_at is null)",
    )
    .bind(input.curator_id)
    .bind(input.deputy_id)
    .bind(input.follows_id)
    .fetch_all(db)
    .await?;
    match dangling.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(dangling.into_iter().map(Fault::unknown_reference).collect())),
    }
}

pub async fn delete(db: &mut Connection, id: Uuid) -> Result<()> {
    let held = sqlx::query(
        "select 1 from exhibitions where follows_id = $1 and deleted_at is null limit 1",
    )
    .bind(id)
    .fetch_optional(&mut *db)
    .await?;
    if held.is_some() {
        return Err(Error::Conflict("Other rows still refer to this one."));
    }
    sqlx::query(
        "update exhibitions set deleted_at = $2
         where id = $1 and deleted_at is null",
    )
    .bind(id)
    .bind(Instant::now())
    .execute(&mut *db)
    .await
    .map_err(Error::in_use)?;
    sqlx::query("delete from loans where exhibition_id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    sqlx::query("update guides set exhibition_id = null where exhibition_id = $1")
        .bind(id)
        .execute(&mut *db)
        .await
        .map_err(Error::in_use)?;
    Ok(())
}

/// Fetches the related rows that a request names.
pub async fn include(
    db: &mut Connection,
    include: &Include,
    rows: &mut [Exhibition],
) -> Result<()> {
    if include.names("curator") {
        let key = |row: &Exhibition| Some(row.curator_id);
        let related = resources::people::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.curator = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("deputy") {
        let key = |row: &Exhibition| row.deputy_id;
        let related = resources::people::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.deputy = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("follows") {
        let key = |row: &Exhibition| row.follows_id;
        let related =
            resources::exhibitions::queries::find_all(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.follows = Some(key(row).and_then(|key| related.get(&key)).cloned().map(Box::new));
        }
    }
    if include.names("sequels") {
        let key = |row: &Exhibition| Some(row.id);
        let mut related =
            resources::exhibitions::queries::by_follows(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.sequels = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("loans") {
        let key = |row: &Exhibition| Some(row.id);
        let mut related =
            resources::loans::queries::by_exhibition(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.loans = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("guides") {
        let key = |row: &Exhibition| Some(row.id);
        let mut related =
            resources::guides::queries::by_exhibition(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.guides = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("topics") {
        let key = |row: &Exhibition| Some((row.id,));
        let mut related = topics_of(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.topics = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("countries") {
        let key = |row: &Exhibition| Some((row.id,));
        let mut related = countries_of(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.countries = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    if include.names("artifacts") {
        let key = |row: &Exhibition| Some((row.id,));
        let mut related = artifacts_of(db, rows.iter().filter_map(key)).await?;
        for row in rows.iter_mut() {
            row.artifacts = Some(key(row).and_then(|key| related.remove(&key)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Rows by their keys.
pub async fn find_all(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Exhibition>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new(
        "select id, title, opens_on, closes_on, curator_id, deputy_id, follows_id,
             created_at, updated_at
         from exhibitions
         where deleted_at is null and id in (",
    );
    relation::push_keys(&mut sql, keys);
    sql.push(")");
    let rows: Vec<Exhibition> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::index(rows, |row| Some(row.id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_curator(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Exhibition>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key) as (");
    sql.push_values(keys, |mut wanted, key| {
        wanted.push_bind(key);
    });
    sql.push(
        ")
         select id, title, opens_on, closes_on, curator_id, deputy_id, follows_id,
             created_at, updated_at
         from wanted
         cross join exhibitions
         where id in (
             select id
             from exhibitions
             where deleted_at is null
                 and curator_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Exhibition> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| Some(row.curator_id)))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_deputy(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Exhibition>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key) as (");
    sql.push_values(keys, |mut wanted, key| {
        wanted.push_bind(key);
    });
    sql.push(
        ")
         select id, title, opens_on, closes_on, curator_id, deputy_id, follows_id,
             created_at, updated_at
         from wanted
         cross join exhibitions
         where id in (
             select id
             from exhibitions
             where deleted_at is null
                 and deputy_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Exhibition> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| row.deputy_id))
}

/// Rows of each parent, a page at the most. No parent is named twice.
pub async fn by_follows(
    db: &mut Connection,
    keys: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Exhibition>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key) as (");
    sql.push_values(keys, |mut wanted, key| {
        wanted.push_bind(key);
    });
    sql.push(
        ")
         select id, title, opens_on, closes_on, curator_id, deputy_id, follows_id,
             created_at, updated_at
         from wanted
         cross join exhibitions
         where id in (
             select id
             from exhibitions
             where deleted_at is null
                 and follows_id = wanted.key
             order by id limit 10
         )
         order by id",
    );
    let rows: Vec<Exhibition> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::group(rows, |row| row.follows_id))
}

/// Topics of each exhibition, a page at the most.
async fn topics_of(
    db: &mut Connection,
    keys: impl Iterator<Item = (Uuid,)>,
) -> Result<HashMap<(Uuid,), Vec<Topic>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key) as (");
    sql.push_values(keys, |mut wanted, (key,)| {
        wanted.push_bind(key);
    });
    sql.push(
        ")
         select key, id, name, parent_id, created_at, updated_at
         from wanted
         cross join topics
         where id in (
             select link.topic_id
             from exhibitions_topics as link
             where link.exhibition_id = wanted.key
             order by link.topic_id limit 10
         )
         order by id",
    );
    let rows: Vec<Linked<(Uuid,), Topic>> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::linked(rows))
}

/// Makes these the topics of the row.
async fn set_topics(db: &mut Connection, id: Uuid, keys: &[Uuid]) -> Result<()> {
    sqlx::query("delete from exhibitions_topics where exhibition_id = $1")
        .bind(id)
        .execute(&mut *db)
        .await?;
    for (index, key) in keys.iter().enumerate() {
        if resources::topics::queries::find(db, *key).await?.is_none() {
            return Err(Fault::unknown_reference(format!("/topic_ids/{index}")).into());
        }
        link_topic(db, id, *key).await?;
    }
    Ok(())
}

pub async fn link_topic(db: &mut Connection, id: Uuid, topic_id: Uuid) -> Result<()> {
    sqlx::query(
        "insert into exhibitions_topics (exhibition_id, topic_id)
         values ($1, $2) on conflict do nothing",
    )
    .bind(id)
    .bind(topic_id)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn unlink_topic(db: &mut Connection, id: Uuid, topic_id: Uuid) -> Result<()> {
    sqlx::query("delete from exhibitions_topics where exhibition_id = $1 and topic_id = $2")
        .bind(id)
        .bind(topic_id)
        .execute(db)
        .await?;
    Ok(())
}

/// Countries of each exhibition, a page at the most.
async fn countries_of(
    db: &mut Connection,
    keys: impl Iterator<Item = (Uuid,)>,
) -> Result<HashMap<(Uuid,), Vec<Country>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key) as (");
    sql.push_values(keys, |mut wanted, (key,)| {
        wanted.push_bind(key);
    });
    sql.push(
        ")
         select key, code, name, created_at, updated_at
         from wanted
         cross join countries
         where code in (
             select link.country_code
             from exhibitions_countries as link
             where link.exhibition_id = wanted.key
             order by link.country_code limit 10
         )
         order by code",
    );
    let rows: Vec<Linked<(Uuid,), Country>> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::linked(rows))
}

/// Makes these the countries of the row.
async fn set_countries(db: &mut Connection, id: Uuid, keys: &[String]) -> Result<()> {
    sqlx::query("delete from exhibitions_countries where exhibition_id = $1")
        .bind(id)
        .execute(&mut *db)
        .await?;
    for (index, key) in keys.iter().enumerate() {
        if resources::countries::queries::find(db, key).await?.is_none() {
            return Err(Fault::unknown_reference(format!("/country_codes/{index}")).into());
        }
        link_country(db, id, key).await?;
    }
    Ok(())
}

pub async fn link_country(db: &mut Connection, id: Uuid, country_code: &str) -> Result<()> {
    sqlx::query(
        "insert into exhibitions_countries (exhibition_id, country_code)
         values ($1, $2) on conflict do nothing",
    )
    .bind(id)
    .bind(country_code)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn unlink_country(db: &mut Connection, id: Uuid, country_code: &str) -> Result<()> {
    sqlx::query("delete from exhibitions_countries where exhibition_id = $1 and country_code = $2")
        .bind(id)
        .bind(country_code)
        .execute(db)
        .await?;
    Ok(())
}

/// Artifacts of each exhibition, a page at the most.
async fn artifacts_of(
    db: &mut Connection,
    keys: impl Iterator<Item = (Uuid,)>,
) -> Result<HashMap<(Uuid,), Vec<Artifact>>> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut sql = QueryBuilder::new("with wanted (key) as (");
    sql.push_values(keys, |mut wanted, (key,)| {
        wanted.push_bind(key);
    });
    sql.push(
        ")
         select key, id, title, label, notes, shelf_level, visitors, serial, weight,
             height_cm, insured, acquired_on, shown_at, scanned_at, last_dusted,
             dusting_takes, tag, properties, thumbnail, condition, visibility, keywords,
             open_days, measurements, shelf_room, shelf_key, maker_id, created_at, updated_at
         from wanted
         cross join artifacts
         where id in (
             select distinct link.artifact_id
             from loans as link
             where link.exhibition_id = wanted.key
             order by link.artifact_id limit 10
         )
         order by id",
    );
    let rows: Vec<Linked<(Uuid,), Artifact>> = sql.build_query_as().fetch_all(db).await?;
    Ok(relation::linked(rows))
}
