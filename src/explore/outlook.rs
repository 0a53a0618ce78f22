//! What threads in a state wait for, and what they may yet touch: looked up by the numbers of a row, found out once.

use rustc_hash::FxHashMap;

use super::foresight::{Foresight, Rival};
use super::layout::{Cell, Layout};
use super::need::Need;
use super::options::Wakeups;
use super::store::{Content, Store};
use super::touch::Touch;
use super::worker::Ground;
use crate::machine::Image;
use crate::value::{ObjectId, ThreadId};

/// A thread in a state.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) who: ThreadId,
    pub(super) number: u32,
    /// Whether it sleeps, or waits only for a while.
    pub(super) is_timed: bool,
}

/// What stays as it is for ever.
pub(super) struct Lasting {
    /// These locks stay held.
    pub(super) holds: Vec<ObjectId>,
    /// A `join` without names waits.
    pub(super) is_joined: bool,
}

/// What is known of threads by where they stand.
pub(super) struct Outlook<'g> {
    foresight: Foresight<'g>,
    image: &'g Image,
    layout: Layout,
    store: &'g Store,
    /// All that there are.
    pub(super) locks: Vec<ObjectId>,
    needs: Vec<Need>,
    touches: Vec<Touch>,
    /// For each thread's place and number: what it waits for.
    needs_of: Numbers,
    /// The same: the least that it may touch, as if every lock were held for ever, or all but the one that it is about to take.
    least_of: [Numbers; 2],
    /// What a thread may touch, given what lasts.
    reaches: FxHashMap<(u32, u32, u32), u32>,
    /// All that ever lasted together, numbered.
    lasting: FxHashMap<(Vec<ObjectId>, bool), u32>,
}

/// An index for each place and number; none where it is not known yet.
#[derive(Debug, Default)]
struct Numbers(Vec<Vec<Option<u32>>>);

impl Numbers {
    fn get(&self, position: usize, number: u32) -> Option<u32> {
        *self.0.get(position)?.get(number as usize)?
    }

    fn put(&mut self, position: usize, number: u32, index: u32) {
        if self.0.len() <= position {
            self.0.resize(position + 1, Vec::new());
        }
        let Some(numbers) = self.0.get_mut(position) else { return };
        if numbers.len() <= number as usize {
            numbers.resize(number as usize + 1, None);
        }
        if let Some(place) = numbers.get_mut(number as usize) {
            *place = Some(index);
        }
    }
}

impl<'g> Outlook<'g> {
    pub(super) fn of(ground: &'g Ground<'_>) -> Self {
        let image: &'g Image = ground.image;
        let locks = image.initial.iter().enumerate().filter(|(_, object)| object.as_mutex().is_some());
        Self {
            foresight: Foresight::of(image, ground.wakeups == Wakeups::Spurious),
            image,
            layout: ground.layout,
            store: &ground.store,
            locks: locks.map(|(index, _)| ObjectId::at(index)).collect(),
            needs: Vec::new(),
            touches: Vec::new(),
            needs_of: Numbers::default(),
            least_of: Default::default(),
            reaches: FxHashMap::default(),
            lasting: FxHashMap::default(),
        }
    }

    /// What a thread waits for: an index into the needs.
    pub(super) fn need_of(&mut self, At { who, number, .. }: At) -> u32 {
        let position = self.layout.position(Cell::Thread(who));
        if let Some(index) = self.needs_of.get(position, number) {
            return index;
        }
        let need = match self.store.content(position, number) {
            Some(Content::Thread(thread)) => Need::of(&thread.pending, self.image, &self.layout),
            _ => Need::Unknown,
        };
        let index = u32::try_from(self.needs.len()).unwrap_or(u32::MAX);
        self.needs.push(need);
        self.needs_of.put(position, number, index);
        index
    }

    pub(super) fn need(&self, index: u32) -> &Need {
        self.needs.get(index as usize).unwrap_or(&Need::Unknown)
    }

    /// The least that one who may go on may touch, whichever locks are held. The lock that it waited for, or is about to
    /// take, does not stay held, unless it still sleeps. None: anything.
    pub(super) fn least(&mut self, at: At) -> Option<&Touch> {
        let position = self.layout.position(Cell::Thread(at.who));
        let variant = usize::from(at.is_timed);
        let known = self.least_of.get(variant).and_then(|known| known.get(position, at.number));
        let touch = known.unwrap_or_else(|| {
            let need = self.need_of(at);
            let own = match self.need(need) {
                Need::Change(place) if !at.is_timed => Some(*place),
                _ => None,
            };
            let place = |lock: &ObjectId| self.layout.position(Cell::Object(lock.index()));
            let holds = self.locks.iter().copied().filter(|lock| Some(place(lock)) != own).collect();
            let touch = self.look_ahead(at, &Lasting { holds, is_joined: true });
            if let Some(known) = self.least_of.get_mut(variant) {
                known.put(position, at.number, touch);
            }
            touch
        });
        self.touches.get(touch as usize).filter(|touch| !touch.everything)
    }

    /// A number for what lasts.
    pub(super) fn number(&mut self, lasting: &Lasting) -> u32 {
        let fresh = u32::try_from(self.lasting.len()).unwrap_or(u32::MAX);
        *self.lasting.entry((lasting.holds.clone(), lasting.is_joined)).or_insert(fresh)
    }

    /// What a thread may ever touch, given what lasts and its number. None: anything.
    pub(super) fn reach(&mut self, at: At, lasting: &Lasting, number: u32) -> Option<&Touch> {
        let key = (at.who.0, at.number, number);
        let known = self.reaches.get(&key).copied();
        let touch = known.unwrap_or_else(|| {
            let touch = self.look_ahead(at, lasting);
            self.reaches.insert(key, touch);
            touch
        });
        self.touches.get(touch as usize).filter(|touch| !touch.everything)
    }

    fn look_ahead(&mut self, At { who, number, .. }: At, lasting: &Lasting) -> u32 {
        let rival = Rival { holds: &lasting.holds, is_joined: lasting.is_joined, ..Rival::NONE };
        let touch = match self.store.content(self.layout.position(Cell::Thread(who)), number) {
            Some(Content::Thread(thread)) => self.foresight.reach(&thread, &rival),
            _ => Touch { everything: true, ..Touch::default() },
        };
        let index = u32::try_from(self.touches.len()).unwrap_or(u32::MAX);
        self.touches.push(touch);
        index
    }
}
