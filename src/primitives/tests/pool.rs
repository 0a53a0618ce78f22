use super::*;
use crate::value::FunctionId;

fn pool(max_workers: i64) -> Pool {
    Pool::new(max_workers, None).unwrap()
}

fn task(number: u32) -> Task {
    Task {
        future: FutureId(number),
        function: Value::Function(FunctionId(0)),
        arguments: Vec::new(),
        keywords: Value::None,
    }
}

/// Submits and starts the worker that the pool wants, as a driver does; says how many there are.
fn submit(pool: &mut Pool, number: u32) -> usize {
    if pool.submit(task(number)).unwrap() {
        pool.worker_started(ThreadId(number));
    }
    pool.workers().len()
}

fn refused(pool: &mut Pool) -> String {
    pool.submit(task(9)).unwrap_err().message
}

#[test]
fn tp01_max_workers_must_be_positive() {
    for workers in [0, -1] {
        let error = Exception::new("ValueError", "max_workers must be greater than 0");
        assert_eq!(Pool::<Task>::new(workers, None), Err(error));
    }
}

#[test]
fn tp03_thread_names() {
    let mut unnamed = pool(2);
    assert!(unnamed.number(3));
    assert_eq!(unnamed.next_worker_name(), "ThreadPoolExecutor-3_0");
    submit(&mut unnamed, 1);
    assert_eq!(unnamed.next_worker_name(), "ThreadPoolExecutor-3_1");
    let mut named = Pool::<Task>::new(2, Some("Worker".into())).unwrap();
    assert!(!named.number(3));
    assert_eq!(named.next_worker_name(), "Worker_0");
}

#[test]
fn tp04_an_idle_worker_is_used_again() {
    let mut pool = pool(3);
    for number in 0..4 {
        assert_eq!(submit(&mut pool, number), 1);
        assert_eq!(pool.take(), Take::Task(task(number)));
        assert_eq!((pool.take(), pool.idle()), (Take::Idle, 1));
    }
}

#[test]
fn tp05_tp06_a_worker_for_each_submit_up_to_the_limit() {
    let mut pool = pool(3);
    assert_eq!(pool.workers(), []);
    let workers: Vec<usize> = (0..5).map(|number| submit(&mut pool, number)).collect();
    assert_eq!(workers, [1, 2, 3, 3, 3]);
}

#[test]
fn tp07_tasks_are_taken_in_the_order_of_their_submits() {
    let mut pool = pool(1);
    (0..5).for_each(|number| assert!(submit(&mut pool, number) > 0));
    for number in 0..5 {
        assert_eq!(pool.take(), Take::Task(task(number)));
    }
    assert!(!pool.await_task_ready());
}

#[test]
fn tp08_tp09_after_shutdown_nothing_is_taken_and_another_shutdown_is_fine() {
    let mut pool = pool(1);
    assert_eq!((pool.shutdown(false), pool.shutdown(true)), (vec![], vec![]));
    assert_eq!(refused(&mut pool), "cannot schedule new futures after shutdown");
    pool.interpreter_exit();
    assert_eq!(refused(&mut pool), "cannot schedule new futures after shutdown");
}

#[test]
fn tp10_tp11_what_is_queued_is_still_done_after_shutdown() {
    let mut pool = pool(1);
    (0..2).for_each(|number| assert!(submit(&mut pool, number) > 0));
    assert_eq!(pool.shutdown(false), []);
    assert_eq!((pool.take(), pool.take()), (Take::Task(task(0)), Take::Task(task(1))));
    assert!(!pool.await_workers_ready());
    assert_eq!(pool.take(), Take::Exit);
    pool.worker_ended(ThreadId(0));
    assert!(pool.await_workers_ready());
}

#[test]
fn tp12_cancelling_shutdown_drops_what_has_not_begun() {
    let mut pool = pool(1);
    (0..3).for_each(|number| assert!(submit(&mut pool, number) > 0));
    assert_eq!(pool.take(), Take::Task(task(0)));
    let dropped: Vec<FutureId> = pool.shutdown(true).into_iter().map(|task| task.future).collect();
    assert_eq!(dropped, [FutureId(1), FutureId(2)]);
    assert_eq!(pool.take(), Take::Exit);
}

#[test]
fn tp20_at_the_end_of_main_what_is_queued_is_still_done() {
    let mut pool = pool(1);
    submit(&mut pool, 0);
    pool.interpreter_exit();
    assert_eq!((pool.take(), pool.take()), (Take::Task(task(0)), Take::Exit));
}

#[test]
fn tp21_submit_after_the_end_of_main() {
    let mut pool = pool(1);
    pool.interpreter_exit();
    assert_eq!(refused(&mut pool), "cannot schedule new futures after interpreter shutdown");
    assert_eq!(pool.take(), Take::Exit);
    assert_eq!(refused(&mut pool), "cannot schedule new futures after shutdown", "a worker that left closed it");
}

#[test]
fn an_idle_worker_goes_on_for_a_task_or_at_the_shutdown() {
    let mut pool = pool(1);
    submit(&mut pool, 0);
    assert_eq!((pool.take(), pool.take()), (Take::Task(task(0)), Take::Idle));
    assert!(!pool.await_task_ready());
    submit(&mut pool, 1);
    assert!(pool.await_task_ready());
    assert_eq!((pool.take(), pool.take()), (Take::Task(task(1)), Take::Idle));
    pool.shutdown(false);
    assert!(pool.await_task_ready());
    assert_eq!(pool.take(), Take::Exit);
}
