namespace AgentSched.Outbound.Answers;

/// <summary>Reads server-sent events that arrive in pieces: the data of each event is a JSON document of its own, the last may be <c>[DONE]</c>.</summary>
/// <param name="begin">Begins a document.</param>
internal sealed class EventStream(Func<JsonWalk> begin)
{
    private static ReadOnlySpan<byte> Data => "data:"u8;

    private readonly SmallBuffer _beginning = new(Done.Length + 1);
    private JsonWalk? _event; // null: the event has no data yet
    private int _matched; // bytes of the line that agree with "data:"; -1: the line is something else
    private bool _afterReturn;
    private bool _isBroken;

    private static ReadOnlySpan<byte> Done => "[DONE]"u8;

    /// <summary>Whether the stream said that it is complete.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether there were events, and the data of each was a JSON object.</summary>
    public bool IsReadable { get; private set; }

    /// <summary>Whether a body begins like an event stream.</summary>
    public static bool IsBeginning(ReadOnlySpan<byte> body)
    {
        body = body.TrimStart("\r\n"u8);
        return body.StartsWith(Data) || body.StartsWith("event:"u8) || body.StartsWith("id:"u8) || body.StartsWith("retry:"u8) || body.StartsWith(":"u8);
    }

    public void Feed(ReadOnlySpan<byte> piece)
    {
        while (piece.Length > 0)
        {
            if (_afterReturn && piece[0] == '\n')
            {
                piece = piece[1..];
            }

            _afterReturn = false;
            var end = piece.IndexOfAny((byte)'\r', (byte)'\n');
            Line(end < 0 ? piece : piece[..end]);
            if (end < 0)
            {
                return;
            }

            EndLine();
            _afterReturn = piece[end] == '\r';
            piece = piece[(end + 1)..];
        }
    }

    /// <summary>Ends the stream.</summary>
    public void Finish()
    {
        EndLine();
        EndEvent();
        IsReadable &= !_isBroken;
    }

    private void Line(ReadOnlySpan<byte> part)
    {
        for (; part.Length > 0 && _matched >= 0 && _matched < Data.Length; part = part[1..])
        {
            _matched = part[0] == Data[_matched] ? _matched + 1 : -1;
        }

        if (_matched == Data.Length && part.Length > 0)
        {
            if (_event is null)
            {
                _event = begin();
                _beginning.Begin(Done.Length + 1);
            }

            _beginning.Add(_beginning.Bytes.Length == 0 ? part.TrimStart((byte)' ') : part);
            _event.Feed(part);
        }
    }

    private void EndLine()
    {
        if (_matched == 0)
        {
            EndEvent(); // a blank line
        }
        else if (_matched == Data.Length)
        {
            _event?.Feed("\n"u8);
        }

        _matched = 0;
    }

    private void EndEvent()
    {
        if (_event is { } ended && !IsDone)
        {
            IsDone = _beginning.Bytes.TrimEnd((byte)' ').SequenceEqual(Done);
            var isObject = ended.Finish() && ended.IsObject;
            IsReadable |= isObject;
            _isBroken |= !isObject && !IsDone;
        }

        _event = null;
    }
}
