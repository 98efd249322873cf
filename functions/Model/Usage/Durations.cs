using System.Globalization;

namespace AgentSched.Model.Usage;

/// <summary>
/// Histogram of run durations: their sum, and counts in about 160 buckets, each 15 % wider than the one before. It yields average and
/// percentiles for any number of runs and loses nothing when days are added: the error of a percentile is at most 8 % of its value,
/// or 1 ms for the shortest durations.
/// </summary>
/// <param name="SumMs">All durations together, in milliseconds.</param>
/// <param name="Buckets">Text such as <c>31:4 40:8</c>: bucket and count, in order. Bucket 0 counts durations below 1 ms, bucket n those
/// from 1.15ⁿ⁻¹ to 1.15ⁿ ms.</param>
internal readonly record struct Durations(long SumMs, string Buckets)
{
    public static readonly Durations None = new(0, string.Empty);

    private const double Width = 1.15;
    private const int Last = 170; // 1.15^170 ms: 240 days

    public Durations Add(TimeSpan duration)
    {
        var ms = Math.Max(0, (long)duration.TotalMilliseconds);
        return Plus(new Durations(ms, Of([(BucketOf(ms), 1L)])));
    }

    public Durations Plus(Durations other)
    {
        if (other.Buckets.Length == 0)
        {
            return this;
        }

        var counts = new SortedDictionary<int, long>();
        foreach (var (bucket, count) in Counts().Concat(other.Counts()))
        {
            counts[bucket] = counts.GetValueOrDefault(bucket) + count;
        }

        return new Durations(SumMs + other.SumMs, Of(counts.Select(c => (c.Key, c.Value))));
    }

    /// <summary>The mean duration. Null: there are no runs.</summary>
    public TimeSpan? Average() => Counts().Sum(c => c.Count) is > 0 and var count ? TimeSpan.FromMilliseconds(SumMs / count) : null;

    /// <summary>The duration that this share of the runs did not exceed. Null: there are no runs.</summary>
    /// <param name="share">More than 0, at most 1.</param>
    public TimeSpan? Percentile(double share)
    {
        var counts = Counts();
        var rank = (long)Math.Ceiling(share * counts.Sum(c => c.Count));
        foreach (var (bucket, count) in counts)
        {
            rank -= count;
            if (rank <= 0)
            {
                return TimeSpan.FromMilliseconds(bucket == 0 ? 0 : Math.Round(Math.Pow(Width, bucket - 0.5)));
            }
        }

        return null;
    }

    private static int BucketOf(long ms) => ms < 1 ? 0 : Math.Min(Last, 1 + (int)Math.Floor(Math.Log(ms) / Math.Log(Width)));

    private static string Of(IEnumerable<(int Bucket, long Count)> counts) =>
        string.Join(' ', counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Bucket}:{c.Count}")));

    private List<(int Bucket, long Count)> Counts()
    {
        var counts = new List<(int, long)>();
        foreach (var part in Buckets.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            counts.Add((int.Parse(part[..colon], CultureInfo.InvariantCulture), long.Parse(part[(colon + 1)..], CultureInfo.InvariantCulture)));
        }

        return counts;
    }
}
