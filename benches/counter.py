"""4 threads, each of which adds 1 to a variable 250,000 times, under a lock: beside `cargo bench --bench live`."""
import threading

lock = threading.Lock()
x = 0


def work():
    global x
    for _ in range(250_000):
        with lock:
            x += 1


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(x)
