//! Work on many things side by side, told in their order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crossbeam::channel;

use crate::system;

/// Does `work` on all `items`, on so many threads, and hands each result to `tell` in the order of the items, until that
/// says that there is no need for more.
pub(super) fn in_order<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
    mut tell: impl FnMut(&T, R) -> bool,
) {
    let (next, enough) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut helpers = 0;
    let (send, receive) = channel::unbounded();
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, items.len().max(1)) {
            let (send, next, enough, work) = (send.clone(), &next, &enough, &work);
            let helper = system::spawn_scoped(scope, "job", move || {
                while !enough.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    if send.send((index, work(item))).is_err() {
                        break;
                    }
                }
            });
            helpers += usize::from(helper.is_ok());
        }
        drop(send);
        if helpers == 0 {
            // There is no room for one more thread.
            let _ = items.iter().all(|item| tell(item, work(item)));
            return;
        }
        let (mut waiting, mut told) = (BTreeMap::new(), 0);
        for (index, result) in receive {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&told) {
                let goes_on = items.get(told).is_some_and(|item| tell(item, result));
                told += 1;
                if !goes_on {
                    enough.store(true, Ordering::Relaxed);
                    return;
                }
            }
        }
    });
}
