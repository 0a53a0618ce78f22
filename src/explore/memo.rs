//! What is known of steps that were tried before: a tree of looks, with the answer in its leaves.
//!
//! A step in the same thread state looks at the same cell first; what it finds there decides what it looks at next. So
//! the way through the tree is a few array accesses, and no step is tried twice in the same surroundings.

use rustc_hash::FxHashMap;

use super::layout::Layout;
use super::scratch::Scratch;
use super::watched::Look;

/// Answers to questions of one kind, each with a number for the one who asks.
#[derive(Debug)]
pub(super) struct Memo<T> {
    /// For each place and number there, where its tree begins; 0: nowhere yet.
    roots: Vec<Vec<u32>>,
    nodes: Vec<Node>,
    answers: Vec<T>,
}

#[derive(Debug)]
enum Node {
    /// Nothing is known here.
    Open,
    /// Look there; what was found leads on.
    Branch { position: u32, only_life: bool, look: Look, next: Next },
    /// The answer.
    Leaf(u32),
}

/// Nodes by the numbers that lead to them; 0: nowhere yet. Mostly these are few and small, and a table is as fast as can be.
/// But where a number is seen once and never again (a counter that grows), a table for one node would be as long as that
/// number is large.
#[derive(Debug)]
enum Next {
    Table { places: Vec<u32>, nodes: usize },
    Map(FxHashMap<u32, u32>),
}

/// A table has at most so many places for each node.
const PLACES_FOR_A_NODE: usize = 8;
/// A table may always have so many places.
const SMALL: usize = 32;

impl Next {
    #[inline]
    fn get(&self, seen: u32) -> u32 {
        match self {
            Self::Table { places, .. } => places.get(seen as usize).copied().unwrap_or(0),
            Self::Map(map) => map.get(&seen).copied().unwrap_or(0),
        }
    }

    fn put(&mut self, seen: u32, node: u32) {
        if let Self::Table { places, nodes } = self
            && seen as usize >= SMALL.max(places.len()).max(*nodes * PLACES_FOR_A_NODE)
        {
            let known = (0u32..).zip(places.iter().copied()).filter(|(_, node)| *node != 0);
            *self = Self::Map(known.collect());
        }
        match self {
            Self::Table { places, nodes } => {
                if places.len() <= seen as usize {
                    places.resize(seen as usize + 1, 0);
                }
                if let Some(place) = places.get_mut(seen as usize) {
                    *nodes += usize::from(*place == 0);
                    *place = node;
                }
            }
            Self::Map(map) => _ = map.insert(seen, node),
        }
    }
}

impl<T> Memo<T> {
    pub(super) fn new() -> Self {
        // Node 0 stands for nowhere.
        Self { roots: Vec::new(), nodes: vec![Node::Open], answers: Vec::new() }
    }

    /// The answer to the question of `root`, `number` in a state, if it is known.
    #[inline]
    pub(super) fn find(&self, root: usize, number: u32, row: &[u32]) -> Option<u32> {
        let mut node = *self.roots.get(root)?.get(number as usize)?;
        loop {
            match self.nodes.get(node as usize)? {
                Node::Leaf(answer) => return Some(*answer),
                Node::Branch { position, only_life, next, .. } => {
                    let mut seen = row.get(*position as usize).copied().unwrap_or(0);
                    if *only_life {
                        seen = u32::from((super::store::ENDED..=super::store::FAILED).contains(&seen));
                    }
                    node = next.get(seen);
                    if node == 0 {
                        return None;
                    }
                }
                Node::Open => return None,
            }
        }
    }

    /// Writes an answer down that was found by these looks.
    pub(super) fn learn(
        &mut self,
        (root, number): (usize, u32),
        looks: &[Look],
        row: &[u32],
        layout: &Layout,
        answer: T,
    ) -> u32 {
        let mut node = self.root(root, number);
        for look in looks {
            let seen = Scratch::seen(layout, *look, row);
            node = self.branch(node, *look, seen, layout);
        }
        let index = u32::try_from(self.answers.len()).unwrap_or(u32::MAX);
        self.answers.push(answer);
        if let Some(place) = self.nodes.get_mut(node as usize) {
            *place = Node::Leaf(index);
        }
        index
    }

    /// How many answers are known.
    pub(super) fn len(&self) -> usize {
        self.answers.len()
    }

    pub(super) fn answer(&self, index: u32) -> Option<&T> {
        self.answers.get(index as usize)
    }

    fn root(&mut self, root: usize, number: u32) -> u32 {
        if self.roots.len() <= root {
            self.roots.resize(root + 1, Vec::new());
        }
        let Some(numbers) = self.roots.get_mut(root) else { return 0 };
        if numbers.len() <= number as usize {
            numbers.resize(number as usize + 1, 0);
        }
        let Some(place) = numbers.get_mut(number as usize) else { return 0 };
        if *place == 0 {
            *place = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
            self.nodes.push(Node::Open);
        }
        *place
    }

    fn branch(&mut self, node: u32, look: Look, seen: u32, layout: &Layout) -> u32 {
        let fresh = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let Some(place) = self.nodes.get_mut(node as usize) else { return 0 };
        if matches!(place, Node::Open) {
            let (cell, only_life) = match look {
                Look::At(cell) => (cell, false),
                Look::Ended(thread) => (super::layout::Cell::Thread(thread), true),
            };
            let position = u32::try_from(layout.position(cell)).unwrap_or(u32::MAX);
            *place = Node::Branch { position, only_life, look, next: Next::Table { places: Vec::new(), nodes: 0 } };
        }
        let Node::Branch { look: known, next, .. } = place else { return 0 };
        debug_assert_eq!(*known, look, "the same question must look at the same cells");
        let child = next.get(seen);
        if child != 0 {
            return child;
        }
        next.put(seen, fresh);
        self.nodes.push(Node::Open);
        fresh
    }
}
