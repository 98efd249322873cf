using AgentSched.Time.Specs;

namespace AgentSched.Year;

/// <summary>
/// The wall clock of a zone over a stretch of time, as pieces of equal offset. Shares nothing with the app's engine but the
/// zone's offset at an instant.
/// </summary>
internal sealed class WallClock
{
    private readonly List<Piece> _pieces = [];

    public WallClock(string zone, DateTime from, DateTime to)
    {
        Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var (start, at) = (from, from);
        for (; at < to; at = at.AddHours(1))
        {
            if (Offset(at.AddHours(1)) != Offset(at))
            {
                var change = at;
                for (var second = TimeSpan.FromMinutes(1); Offset(change) == Offset(at);)
                {
                    change += second;
                }

                _pieces.Add(new Piece(start, change, Offset(at)));
                start = change;
            }
        }

        _pieces.Add(new Piece(start, at, Offset(at)));
    }

    public TimeZoneInfo Zone { get; }

    /// <summary>The pieces of equal offset, in order; each with what the clock showed right before it.</summary>
    public IEnumerable<(Piece Piece, DateTime ShownBefore, DateTime ShownAfter)> Pieces =>
        _pieces.Select((piece, i) => (piece, i == 0 ? piece.First : _pieces[i - 1].Last, i == _pieces.Count - 1 ? piece.Last : _pieces[i + 1].First));

    public DateTime Local(DateTime utc) => utc + Offset(utc);

    /// <summary>When the clock shows a time, by the rules: at the end of the jump over it, or in one or both of its passes.</summary>
    public IEnumerable<DateTime> Instants(DateTime local, DstGap gap, DstOverlap overlap)
    {
        var shown = _pieces.Where(piece => local >= piece.First && local < piece.Last).Select(piece => local - piece.Offset).ToList();
        return shown.Count == 0 ? gap == DstGap.Skip ? [] : _pieces.Where(piece => local < piece.First).Take(1).Select(piece => piece.From)
            : shown.Count == 1 || overlap == DstOverlap.Both ? shown
            : [overlap == DstOverlap.First ? shown[0] : shown[^1]];
    }

    private TimeSpan Offset(DateTime utc) => Zone.GetUtcOffset(utc);

    /// <summary>A stretch of equal offset.</summary>
    /// <param name="From">UTC.</param>
    /// <param name="To">UTC; not included.</param>
    /// <param name="Offset">Local minus UTC.</param>
    internal readonly record struct Piece(DateTime From, DateTime To, TimeSpan Offset)
    {
        /// <summary>What the clock shows at its start.</summary>
        public DateTime First => From + Offset;

        /// <summary>What the clock would show at its end.</summary>
        public DateTime Last => To + Offset;
    }
}
