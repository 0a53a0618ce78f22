/* dining.pml: as dining.cdl */
#ifndef N
#define N 8
#endif
#ifndef ORDERED
#define ORDERED 1
#endif

#define acquire(fork) atomic { !fork -> fork = true }
#define release(fork) fork = false

bool forks[N];

proctype philosopher(byte first, second) {
    acquire(forks[first]);
    acquire(forks[second]);
    release(forks[second]);
    release(forks[first])
}

init {
    byte i = 0;
    atomic {
        do
        :: i < N - 1 -> run philosopher(i, i + 1); i++
        :: else -> break
        od;
        if
        :: ORDERED -> run philosopher(0, N - 1)
        :: else -> run philosopher(N - 1, 0)
        fi
    }
}
