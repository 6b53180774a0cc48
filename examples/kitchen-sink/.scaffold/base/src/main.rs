//! Starts the service, or does the one task it was called for.

#![recursion_limit = "256"]

use std::io::Write as _;

use anyhow::Context as _;
use kitchen_sink::config::{Command, Config};
use kitchen_sink::{app, db::Db, metrics, seed, server, settings, state::AppState, telemetry};

fn main() -> anyhow::Result<()> {
    settings::read_dotenv()?;
    run(settings::read())
}

#[tokio::main]
async fn run(config: Config) -> anyhow::Result<()> {
    telemetry::init(&config);
    let command = config.command.unwrap_or_default();
    if command == Command::Openapi {
        writeln!(std::io::stdout(), "{}", app::document().to_pretty_json()?)?;
        return Ok(());
    }
    let db = Db::connect(config.database_url.clone()).await.context("cannot open the database")?;
    if command != Command::Serve || !config.no_migrate {
        db.migrate().await.context("cannot bring the schema up to date")?;
    }
    match command {
        Command::Serve => {
            let state = AppState::new(db.clone(), config);
            metrics::start(&state).await?;
            let listener = server::bind(state.config.listen_addr).await?;
            let limits = state.config.limits.clone();
            server::serve(listener, app::app(state.clone()), &limits, server::stopped(state)).await;
        }
        Command::Seed => seed::run(&db).await?,
        Command::Migrate | Command::Openapi => {}
    }
    db.close().await;
    Ok(())
}
