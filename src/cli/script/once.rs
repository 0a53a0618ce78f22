//! One run of a scenario: what it prints, or its trace, on standard output; how it went on standard error.

use super::listener::Listener;
use super::{Format, Session, Trace};
use crate::cli::Exit;
use crate::conduct::Options;
use crate::report::{Asked, Driver, Haste, Json, Lanes, Log, Origin, Plain, Scene, Status, ending};
use crate::run::{End, Run};
use crate::source::Source;
use crate::suite::{self, Scenario};

impl Session<'_> {
    /// Conducts it with the listener that the command line asks for.
    pub(super) fn conduct(&self, origin: Origin, source: &Source, scenario: &Scenario, options: Options) -> Exit {
        let driver = Driver::Conductor { policy: options.policy, seed: options.seed };
        let schedule = options.schedule.as_ref().map(|(source, _)| source.clone());
        let watched = self.console.watched || self.command.realtime;
        let listener = self.listener(source, driver, if watched { Haste::Eager } else { Haste::Buffered });
        let (run, listener) = suite::run(scenario, options, listener);
        let (names, look) = (suite::names(scenario), self.console.look);
        let scene = Scene { run: &run, source, names, look, asked: Asked { origin, driver } };
        self.conclude(&run, listener, &scene, schedule.as_ref())
    }

    /// Tells how a run went.
    pub(super) fn conclude(
        &self,
        run: &Run,
        listener: Option<Listener>,
        scene: &Scene<'_>,
        schedule: Option<&Source>,
    ) -> Exit {
        // Standard output first: what the scenario printed comes before what is said about it.
        let written = listener.and_then(|listener| self.close(listener, scene));
        if let (Some(exit), true) = (written, matches!(run.end, End::Limit { .. })) {
            return exit;
        }
        self.console.show(&ending::report(scene, schedule));
        if let End::Broken(what) = &run.end {
            self.say_bug(what);
        }
        let exit = Exit::from(Status::of(run));
        written.map_or(exit, |written| written.max(exit))
    }

    /// Who listens, as the command line says.
    pub(super) fn listener(&self, source: &Source, driver: Driver, haste: Haste) -> Listener {
        let console = self.console;
        let sink = console.sink(haste, &self.interrupt);
        match (self.command.format, self.command.trace) {
            (Format::Json, _) => Listener::Json(Json::begin(sink, source.clone(), driver)),
            (Format::Text, Some(Trace::Log)) => Listener::Log(Log::new(sink, source.clone(), console.paint)),
            (Format::Text, Some(Trace::Lanes)) => {
                Listener::Lanes(Lanes::new(sink, source.clone(), console.paint, console.width))
            }
            (Format::Text, None) => Listener::Plain(Plain { sink }),
        }
    }

    fn close(&self, listener: Listener, scene: &Scene<'_>) -> Option<Exit> {
        let sink = match listener {
            Listener::Plain(plain) => plain.sink,
            Listener::Log(log) => log.finish(),
            Listener::Json(json) => json.finish(scene),
            Listener::Lanes(lanes) => {
                let (sink, note) = lanes.finish(scene);
                if let Some(note) = note {
                    self.console.say(&format!("concur: {note}\n"));
                }
                sink
            }
        };
        self.console.finish(sink)
    }
}
