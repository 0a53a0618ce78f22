/* lost_update.pml: as lost_update.cdl */
#ifndef N
#define N 3
#endif
#ifndef K
#define K 3
#endif

byte counter = 0;

proctype worker() {
    byte i = 0, seen = 0;
    do
    :: i < K -> seen = counter; counter = seen + 1; i++
    :: else -> break
    od
}

init {
    byte i = 0;
    atomic { do :: i < N -> run worker(); i++ :: else -> break od }
    (_nr_pr == 1);
    assert(2 <= counter && counter <= N * K)
}
