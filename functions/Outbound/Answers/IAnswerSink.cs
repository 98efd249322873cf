namespace AgentSched.Outbound.Answers;

/// <summary>Receives the wanted fields while a document is parsed.</summary>
internal interface IAnswerSink
{
    void OnText(Field field, ReadOnlySpan<byte> utf8);

    void OnNumber(Field field, ReadOnlySpan<byte> digits);

    /// <summary>A piece of the response, decoded; an empty one at its beginning.</summary>
    void OnResponse(ReadOnlySpan<byte> utf8);

    /// <summary>A piece of the log, byte for byte; an empty one at its beginning.</summary>
    void OnLog(ReadOnlySpan<byte> json);
}
