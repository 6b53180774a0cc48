//! Hands letters to the mail server in the background, so that no request waits for it or shows how long it took.

use std::{fmt, sync::Arc, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::AsyncSmtpTransportBuilder,
};
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    task::JoinSet,
    time,
};

use super::Settings;

/// Letters that may wait, and as many on their way or between two attempts; more are lost, and the log says so.
const MOST_WAITING: usize = 1000;
/// Letters on their way at the same time.
const CONNECTIONS: usize = 4;
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

    /// A place for a letter that is yet to be written, none where too many wait.
    pub fn reserve(&self) -> Option<Place> {
        match self.0.clone().try_reserve_owned() {
            Ok(permit) => Some(Place(permit)),
            Err(error) => {
                tracing::error!(%error, "a letter is lost");
                None
            }
        }
    }

    /// Waits for the letters sent so far, and for those that have a place.
    pub async fn flush(&self) {
        let (told, done) = oneshot::channel();
        let sent = async {
            // All places are free once no letter is being written and none waits.
            if let Ok(mut places) = self.0.reserve_many(MOST_WAITING).await
                && let Some(place) = places.next()
            {
                place.send(Job::Tell(told));
                done.await.ok();
            }
        };
        if time::timeout(LAST_MOMENT, sent).await.is_err() {
            tracing::warn!("letters are left unsent");
        }
    }
}

/// A place among the letters that wait.
#[derive(Debug)]
pub struct Place(mpsc::OwnedPermit<Job>);

impl Place {
    pub fn send(self, letter: Letter) {
        self.0.send(Job::Send(letter));
    }
}

type Post = AsyncSmtpTransport<Tokio1Executor>;

async fn work(mut jobs: mpsc::Receiver<Job>, post: Option<Post>, from: Mailbox) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let mut letters = JoinSet::new();
    while let Some(job) = jobs.recv().await {
        while letters.try_join_next().is_some() {}
        if letters.len() >= MOST_WAITING {
            letters.join_next().await;
        }
        match (job, &post) {
            (Job::Send(letter), Some(post)) => match message(&from, letter) {
                Ok(message) => {
                    letters.spawn(deliver(post.clone(), message, Arc::clone(&connections)));
                }
                Err(error) => tracing::error!(%error, "a letter cannot be written"),
            },
            (Job::Send(letter), None) => {
                tracing::info!("mail to {}: {}\n{}", letter.to, letter.subject, letter.text);
            }
            (Job::Tell(done), _) => {
                while letters.join_next().await.is_some() {}
                done.send(()).ok();
            }
        }
    }
}

/// Beside the letters that follow, so that one which the server does not take yet holds up no other.
async fn deliver(post: Post, message: Message, connections: Arc<Semaphore>) {
    for pause in [PAUSE, PAUSE * 2, Duration::ZERO] {
        let connection = connections.acquire().await;
        let outcome = attempt(&post, &message).await;
        drop(connection);
        match outcome {
            Outcome::Done => return,
            Outcome::Later => time::sleep(pause).await,
        }
    }
    tracing::error!("a letter is lost");
}

enum Outcome {
    /// The server has it, or will never take it.
    Done,
    Later,
}

async fn attempt(post: &Post, message: &Message) -> Outcome {
    match post.send(message.clone()).await {
        Ok(_) => Outcome::Done,
        Err(error) if error.is_permanent() => {
            tracing::error!(%error, "the mail server refuses a letter");
            Outcome::Done
        }
        Err(error) => {
            tracing::warn!(%error, "the mail server does not take a letter yet");
            Outcome::Later
        }
    }
}

fn message(from: &Mailbox, letter: Letter) -> anyhow::Result<Message> {
    let message =
        Message::builder().from(from.clone()).to(letter.to.parse()?).subject(letter.subject);
    Ok(message.header(ContentType::TEXT_PLAIN).body(letter.text)?)
}
