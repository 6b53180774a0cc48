//! Sample rows, each after those it points at.

use serde_json::json;

use crate::{
    auth::Caller,
    db::{Connection, Db},
    password, resources,
};

/// Fills the database, unless it has rows already.
pub async fn run(db: &Db) -> anyhow::Result<()> {
    let mut db = db.write().await?;
    if has_rows(&mut db).await? {
        tracing::warn!("the database has rows already, so that none were added");
        return Ok(());
    }
    let users = make_users(&mut db).await?;
    let products = make_products(&mut db).await?;
    let orders = make_orders(&mut db, &users).await?;
    let order_items = make_order_items(&mut db, &products, &orders).await?;
    db.commit().await?;
    tracing::info!("{} users", users.len());
    tracing::info!("{} products", products.len());
    tracing::info!("{} orders", orders.len());
    tracing::info!("{} order items", order_items.len());
    Ok(())
}

async fn has_rows(db: &mut Connection) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (select 1 from users)
         or exists (select 1 from products)
         or exists (select 1 from orders)
         or exists (select 1 from order_items)",
    )
    .fetch_one(db)
    .await
}

async fn make_users(db: &mut Connection) -> anyhow::Result<Vec<resources::users::User>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::users::UserInput = serde_json::from_value(json!({
            "email": format!("ada{n}@example.com"),
            "password": "correct horse battery",
            "first_name": &["Ada", "Grace", "Alan", "Katherine", "Edsger"][n % 5],
            "last_name": &["Lovelace", "Hopper", "Turing", "Johnson", "Dijkstra"][n % 5],
            "role": "user",
            "is_active": n.is_multiple_of(2),
        }))?;
        let password_hash = password::hash(&input.password).await?;
        rows.push(resources::users::queries::insert(db, &input, &password_hash).await?);
    }
    Ok(rows)
}

async fn make_products(db: &mut Connection) -> anyhow::Result<Vec<resources::products::Product>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::products::ProductInput = serde_json::from_value(json!({
            "name": &["Walnut desk", "Linen shirt", "Copper kettle", "Oak stool"][n % 4],
            "description": &["The ferry leaves at nine and comes back at five.", "Bread needs time more than it needs work.", "It rained all week, and nobody minded."][n % 3],
            "price": format!("{}.50", n + 1),
            "stock": n + 1,
            "image_url": format!("https://example.com/images/{n}"),
        }))?;
        rows.push(resources::products::queries::insert(db, &input).await?);
    }
    Ok(rows)
}

async fn make_orders(
    db: &mut Connection,
    users: &[resources::users::User],
) -> anyhow::Result<Vec<resources::orders::Order>> {
    let mut rows = Vec::new();
    for n in 0..10_usize {
        let input: resources::orders::OrderInput = serde_json::from_value(json!({}))?;
        rows.push(resources::orders::queries::insert(db, &input, users[n % users.len()].id).await?);
    }
    Ok(rows)
}

async fn make_order_items(
    db: &mut Connection,
    products: &[resources::products::Product],
    orders: &[resources::orders::Order],
) -> anyhow::Result<Vec<resources::order_items::OrderItem>> {
    let mut rows = Vec::new();
    for (n, parent) in orders.iter().enumerate().take(10) {
        let input: resources::order_items::OrderItemInput = serde_json::from_value(json!({
            "order_id": parent.id,
            "product_id": products[n / 2 % products.len()].id,
            "quantity": n + 1,
        }))?;
        rows.push(resources::order_items::queries::insert(db, &input, &Caller::Service).await?);
    }
    Ok(rows)
}
