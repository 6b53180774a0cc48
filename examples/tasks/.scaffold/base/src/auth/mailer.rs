//! Hands letters to the mail server in the background, so that no request waits for it or shows how long it took.

use std::{fmt, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::AsyncSmtpTransportBuilder,
};
use tokio::{
    sync::{mpsc, oneshot},
    time,
};

use super::Settings;

/// Letters that may wait; more are lost, and the log says so.
const MOST_WAITING: usize = 1000;
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(5);
/// Time that waiting letters get when the service stops.
const LAST_MOMENT: Duration = Duration::from_secs(20);

#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Letter({:?}, …)", self.subject)
    }
}

/// What waits for the mail server.
#[derive(Debug)]
pub enum Job {
    Send(Letter),
    /// All before it is sent.
    Tell(oneshot::Sender<()>),
}

#[derive(Debug, Clone)]
pub struct Mailer(mpsc::Sender<Job>);

impl Mailer {
    /// Letters go to the server of the settings, or into the log where there is none.
    pub fn start(settings: &Settings) -> Self {
        let post = settings.smtp_url.clone().map(AsyncSmtpTransportBuilder::build);
        let (mailer, jobs) = Self::channel();
        tokio::spawn(work(jobs, post, settings.mail_from.clone()));
        mailer
    }

    /// Letters go to whoever holds the other end.
    pub fn channel() -> (Self, mpsc::Receiver<Job>) {
        let (sender, jobs) = mpsc::channel(MOST_WAITING);
        (Self(sender), jobs)
    }

    pub fn send(&self, letter: Letter) {
        if let Err(error) = self.0.try_send(Job::Send(letter)) {
            tracing::error!(%error, "a letter is lost");
        }
    }

    /// Waits for the letters sent so far.
    pub async fn flush(&self) {
        let (told, done) = oneshot::channel();
        if self.0.send(Job::Tell(told)).await.is_ok()
            && time::timeout(LAST_MOMENT, done).await.is_err()
        {
            tracing::warn!("letters are left unsent");
        }
    }
}

type Post = AsyncSmtpTransport<Tokio1Executor>;

async fn work(mut jobs: mpsc::Receiver<Job>, post: Option<Post>, from: Mailbox) {
    while let Some(job) = jobs.recv().await {
        match (job, &post) {
            (Job::Send(letter), Some(post)) => deliver(post, &from, letter).await,
            (Job::Send(letter), None) => {
                tracing::info!("mail to {}: {}\n{}", letter.to, letter.subject, letter.text);
            }
            (Job::Tell(done), _) => {
                done.send(()).ok();
            }
        }
    }
}

async fn deliver(post: &Post, from: &Mailbox, letter: Letter) {
    let message = match message(from, letter) {
        Ok(message) => message,
        Err(error) => return tracing::error!(%error, "a letter cannot be written"),
    };
    for attempt in 1..=ATTEMPTS {
        match post.send(message.clone()).await {
            Ok(_) => return,
            Err(error) => tracing::warn!(%error, attempt, "the mail server does not take a letter"),
        }
        time::sleep(PAUSE * attempt).await;
    }
    tracing::error!("a letter is lost");
}

fn message(from: &Mailbox, letter: Letter) -> anyhow::Result<Message> {
    let message =
        Message::builder().from(from.clone()).to(letter.to.parse()?).subject(letter.subject);
    Ok(message.header(ContentType::TEXT_PLAIN).body(letter.text)?)
}
