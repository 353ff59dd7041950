"""Lesson, course page, catalogue and home: requests per second and p95, signed in and not."""

from bench import load, site
from bench.report import figure


def measure():
    site.prepare()
    from accounts.models import User
    from courses.models import Enrolment

    learner = User.objects.get(email="cursist@example.org")
    enrolment = Enrolment.objects.filter(learner=learner).first()
    lesson = enrolment.run.edition.lessons.order_by("module__position", "position").first()
    cookie = site.session_cookie(learner)
    works = {
        "lesson, signed in": (f"/leren/{enrolment.uid}/{lesson.lesson_key}/", cookie),
        "course page, visitor": ("/cursussen/nationale-ai-cursus/", ""),
        "course page, signed in": ("/cursussen/nationale-ai-cursus/", cookie),
        "catalogue, visitor": ("/cursussen/", ""),
        "catalogue with a filter, visitor": ("/cursussen/?vorm=self-study", ""),
        "catalogue, signed in": ("/cursussen/", cookie),
        "home, visitor": ("/", ""),
        "home, signed in": ("/", cookie),
        "dashboard, signed in": ("/leren/", cookie),
    }
    with site.server() as pids:
        load.run(f"{site.ADDRESS}/healthz", clients=8, pids=pids, seconds=3)
        limits = {n: load.rounds(f"{site.ADDRESS}/healthz", clients=n, pids=pids) for n in load.CLIENTS}
        yield from (_row("limit: bare view", n, limits[n], limits[n]) for n in load.CLIENTS)
        before = site.memory_mib(pids)
        for name, (path, signed_in) in works.items():
            load.run(site.ADDRESS + path, clients=8, pids=pids, cookie=signed_in, seconds=3)
            for clients in load.CLIENTS:
                result = load.rounds(site.ADDRESS + path, clients=clients, pids=pids, cookie=signed_in)
                yield _row(name, clients, result, limits[clients])
        yield figure(
            "memory of a web worker",
            round(site.memory_mib(pids)),
            "MiB",
            1,
            f"{before:.0f} MiB before the load",
        )


def _row(name, clients, result, limit):
    note = (
        f"range {result['low']:.0f}–{result['high']:.0f}; p95 {result['p95']:.1f} ms; {result['cpu']:.2f} CPU-ms; "
        f"{result['bytes'] / 1000:.1f} kB; {result['rps'] / limit['rps']:.2f} ×limit"
    )
    return figure(f"{name}, {clients} clients", round(result["rps"]), "requests/s", load.ROUNDS, note)
