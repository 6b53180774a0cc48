//! What each route of people does.

use axum::{extract::State, http::StatusCode, response::Response};
use uuid::Uuid;

use super::{Person, PersonInput, PersonPatch, PersonUpdate, queries};
use crate::{
    error::{Error, Result},
    extract::{Json, Path},
    page::{IncludeQuery, ListQuery, Page},
    password, resources,
    response::{self, IfMatch, IfNoneMatch},
    state::AppState,
};

/// List people
#[utoipa::path(
    get,
    path = "/people",
    tag = "people",
    operation_id = "list_people",
    params(ListQuery<Person>),
    responses((status = OK, description = "A page of people.", body = Page<Person>))
)]
pub async fn list(State(state): State<AppState>, query: ListQuery<Person>) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}

/// Create a person
#[utoipa::path(
    post,
    path = "/people",
    tag = "people",
    operation_id = "create_person",
    request_body = PersonInput,
    responses((status = CREATED, description = "The new person.", body = Person))
)]
pub async fn create(
    State(state): State<AppState>,
    Json(input): Json<PersonInput>,
) -> Result<Response> {
    let pass_phrase_hash = password::hash(&input.pass_phrase).await?;
    let mut db = state.db.write().await?;
    let person = queries::insert(&mut db, &input, &pass_phrase_hash).await?;
    db.commit().await?;
    response::created(&format!("/museum/v1/people/{}", person.id), &person)
}

/// Get a person
#[utoipa::path(
    get,
    path = "/people/{id}",
    tag = "people",
    operation_id = "get_person",
    params(("id" = Uuid, Path), IncludeQuery<Person>, IfNoneMatch),
    responses((status = OK, description = "The person.", body = Person))
)]
pub async fn get(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: IncludeQuery<Person>,
    seen: IfNoneMatch,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    let mut person = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    if query.include.is_empty() {
        return Ok(seen.answer(response::row(&person)?));
    }
    queries::include(&mut db, &query.include, std::slice::from_mut(&mut person)).await?;
    response::plain(&person)
}

/// Replace a person
#[utoipa::path(
    put,
    path = "/people/{id}",
    tag = "people",
    operation_id = "replace_person",
    params(("id" = Uuid, Path), IfMatch),
    request_body = PersonUpdate,
    responses((status = OK, description = "The person as it is now.", body = Person))
)]
pub async fn replace(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    Json(input): Json<PersonUpdate>,
) -> Result<Response> {
    let pass_phrase_hash = password::hash_if_given(input.pass_phrase.as_ref()).await?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let person = queries::update(&mut db, id, &input, pass_phrase_hash.as_deref()).await?;
    db.commit().await?;
    response::row(&person)
}

/// Change a person
#[utoipa::path(
    patch,
    path = "/people/{id}",
    tag = "people",
    operation_id = "update_person",
    params(("id" = Uuid, Path), IfMatch),
    request_body(content((PersonPatch = "application/json"), (PersonPatch = "application/merge-patch+json"))),
    responses((status = OK, description = "The person as it is now.", body = Person))
)]
pub async fn change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
    patch: PersonPatch,
) -> Result<Response> {
    let pass_phrase_hash = password::hash_if_given(patch.get("pass_phrase").as_ref()).await?;
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    let input = patch.apply(&current.into())?;
    let person = queries::update(&mut db, id, &input, pass_phrase_hash.as_deref()).await?;
    db.commit().await?;
    response::row(&person)
}

/// Delete a person
#[utoipa::path(
    delete,
    path = "/people/{id}",
    tag = "people",
    operation_id = "delete_person",
    params(("id" = Uuid, Path), IfMatch),
    responses((status = NO_CONTENT, description = "The person is gone."))
)]
pub async fn delete(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    seen: IfMatch,
) -> Result<StatusCode> {
    let mut db = state.db.write().await?;
    let current = queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    seen.check(&current)?;
    queries::delete(&mut db, id).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the pupils of a person
#[utoipa::path(
    get,
    path = "/people/{id}/pupils",
    tag = "people",
    operation_id = "list_person_pupils",
    params(("id" = Uuid, Path), ListQuery<Person>),
    responses((status = OK, description = "A page of people.", body = Page<Person>))
)]
pub async fn list_by_mentor(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    query: ListQuery<Person>,
) -> Result<Response> {
    let mut db = state.db.read().await?;
    resources::people::queries::find(&mut db, id).await?.ok_or(Error::NotFound)?;
    let query = query.within(move |sql| {
        sql.push("mentor_id = ").push_bind(id);
    });
    let mut page = queries::list(&mut db, &query).await?;
    queries::include(&mut db, query.include(), &mut page.items).await?;
    response::plain(&page)
}
