use super::*;
use crate::primitives::tests::{A, B, Drive, NONE, TRUE};
use crate::primitives::{Wait, registry};
use crate::value::{ObjectKind, Value};

/// One of each kind that can be declared.
fn objects() -> Vec<Object> {
    ObjectKind::DECLARED
        .iter()
        .map(|(_, kind)| {
            let needs = registry::kind(*kind).constructor.iter().filter(|parameter| parameter.default.is_none());
            registry::construct(*kind, needs.map(|_| Value::Int(2)).collect(), Vec::new()).unwrap()
        })
        .collect()
}

#[test]
fn an_operation_reaches_its_primitive() {
    let mut lock = Object::Lock(Lock::default());
    let acquire = Operation::Mutex(MutexOperation::Acquire(Wait::Forever));
    assert_eq!(lock.now(A, acquire.clone()), TRUE);
    assert!(lock.waits(B, acquire));
    assert_eq!(lock.holders(), [A]);
    assert_eq!(lock.now(B, Operation::Mutex(MutexOperation::Release)), NONE);
}

#[test]
fn an_operation_of_another_kind_is_no_transition_and_changes_nothing() {
    let operations: [Operation; 10] = [
        MutexOperation::Release.into(),
        SemaphoreOperation::Release(1).into(),
        EventOperation::Set.into(),
        ConditionOperation::NotifyAll.into(),
        BarrierOperation::Reset.into(),
        QueueOperation::Size.into(),
        RwLockOperation::ReleaseRead.into(),
        PoolOperation::Take.into(),
        FutureOperation::Done.into(),
        ThreadOperation::IsAlive.into(),
    ];
    for object in objects() {
        let mut foreign = 0;
        for operation in &operations {
            let mut object_after = object.clone();
            if object_after.perform(A, operation.clone(), &mut Vec::new()).is_none() {
                foreign += 1;
                assert_eq!(object_after, object);
                assert_eq!(object_after.expire(A, operation.clone()), None);
            }
        }
        let indirect = matches!(object, Object::Condition(_) | Object::Pool(_));
        assert_eq!(foreign, if indirect { 10 } else { 9 }, "{object:?}");
    }
}

#[test]
fn only_lock_and_rlock_can_be_under_a_condition() {
    let mut objects = objects();
    assert_eq!(objects.iter().filter(|object| object.as_mutex().is_some()).count(), 2);
    assert_eq!(objects.iter_mut().filter_map(Object::as_mutex_mut).count(), 2);
}
