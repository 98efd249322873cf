using System.Globalization;

namespace AgentSched.Bench;

/// <summary>The next occurrence: Cronos (which the app uses), NCrontab and Quartz, on the same random starts of two years.</summary>
internal static class CronBench
{
    private const int Starts = 256;

    public static int Run(Options options)
    {
        var (rounds, milliseconds, seed) = options.Read(("rounds", 101, 1), ("milliseconds", 1, 1), ("seed", 20261121, 0)) switch { var read => (read[0], read[1], read[2]) };
        var starts = RandomStarts(seed);
        var rows = new[] { "UTC", "America/New_York" }
            .Select(TimeZoneInfo.FindSystemTimeZoneById)
            .SelectMany(zone => CronCase.All.Select(subject => new Row(zone, subject, starts)))
            .ToArray();

        var wrong = rows.SelectMany(row => row.Disagreements(Starts)).ToArray();
        foreach (var row in rows)
        {
            row.WarmUp(TimeSpan.FromMilliseconds(milliseconds));
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var row in rows)
            {
                row.Round(round);
            }
        }

        foreach (var zone in rows.GroupBy(row => row.Zone.Id, StringComparer.Ordinal))
        {
            Console.WriteLine($"Next occurrence in {zone.Key}, per call: median of {rounds} interleaved rounds over {Starts} random starts in 2026 and 2027.");
            Console.WriteLine("Ratio: median of the rounds' own ratios, time of the other library over that of Cronos.");
            Console.WriteLine();
            Console.WriteLine("| schedule | expression | Cronos ns | bytes | NCrontab ns | bytes | ratio | Quartz ns | bytes | ratio |");
            Console.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
            foreach (var row in zone)
            {
                Console.WriteLine(row);
            }

            Console.WriteLine();
        }

        Console.WriteLine(wrong.Length == 0 ? $"All libraries gave the same {Starts} answers in every row." : "Answers that differ:");
        Array.ForEach(wrong, Console.WriteLine);
        return 0;
    }

    private static DateTimeOffset[] RandomStarts(int seed)
    {
        var random = new Random(seed);
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return Enumerable.Range(0, Starts).Select(_ => from.AddSeconds(random.Next(730 * 86_400))).ToArray();
    }

    private sealed class Row
    {
        private readonly CronCase _subject;
        private readonly (string Name, CronCandidate Candidate, Meter Meter)?[] _libraries;

        public Row(TimeZoneInfo zone, CronCase subject, DateTimeOffset[] starts)
        {
            (Zone, _subject) = (zone, subject);
            _libraries =
            [
                Library("Cronos", new CronosCandidate(subject, zone, starts)),
                subject.NCrontab is not null && zone.Id == "UTC" ? Library("NCrontab", new NCrontabCandidate(subject, starts)) : null,
                Library("Quartz", new QuartzCandidate(subject, zone, starts)),
            ];
        }

        public TimeZoneInfo Zone { get; }

        /// <summary>A time means little beside another one when the two did not find the same.</summary>
        public IEnumerable<string> Disagreements(int starts)
        {
            var ours = _libraries[0]!.Value.Candidate;
            foreach (var (name, other, _) in _libraries.OfType<(string, CronCandidate, Meter)>().Skip(1))
            {
                var differ = Enumerable.Range(0, starts).Where(start => ours.Next(start) != other.Next(start)).ToArray();
                if (differ.Length > 0)
                {
                    yield return string.Create(CultureInfo.InvariantCulture, $"- {Zone.Id}, `{_subject.Cronos}`, {name}: {differ.Length} of {starts}, first {other.Next(differ[0]):u}, Cronos {ours.Next(differ[0]):u}");
                }
            }
        }

        public void WarmUp(TimeSpan batch)
        {
            foreach (var library in _libraries)
            {
                library?.Meter.WarmUp(batch);
            }
        }

        /// <summary>Nobody is always first.</summary>
        public void Round(int round)
        {
            for (var turn = 0; turn < _libraries.Length; turn++)
            {
                _libraries[(round + turn) % _libraries.Length]?.Meter.Round();
            }
        }

        public override string ToString()
        {
            var ours = _libraries[0]!.Value.Meter;
            return $"| {_subject.Words} | `{_subject.Cronos}` | {Cells(ours)} | {Cells(_libraries[1]?.Meter, ours)} | {Cells(_libraries[2]?.Meter, ours)} |";
        }

        private static (string Name, CronCandidate Candidate, Meter Meter) Library(string name, CronCandidate candidate) => (name, candidate, new Meter(candidate, Starts));

        private static string Cells(Meter meter) => string.Create(CultureInfo.InvariantCulture, $"{Meter.Median(meter.Nanoseconds):N0} | {meter.Bytes:#,0.#}");

        private static string Cells(Meter? meter, Meter ours) => meter is null
            ? "- | - | -"
            : string.Create(CultureInfo.InvariantCulture, $"{Cells(meter)} | {Meter.Median(meter.Nanoseconds.Zip(ours.Nanoseconds, (other, own) => other / own)):N2}");
    }
}
