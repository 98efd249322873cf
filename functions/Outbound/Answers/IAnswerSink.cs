namespace AgentSched.Outbound.Answers;

/// <summary>Receives the wanted fields while a document is parsed. A null is not passed on: it says nothing.</summary>
internal interface IAnswerSink
{
    void OnText(Field field, ReadOnlySpan<byte> utf8);

    void OnNumber(Field field, ReadOnlySpan<byte> digits);

    void OnFlag(Field field, bool value);

    /// <summary>A value of another form: a list or an object that is not empty, a number too long to be kept, infinity, or not a number.</summary>
    void OnOther(Field field);

    /// <summary>A piece of the response, decoded; an empty one at its beginning.</summary>
    void OnResponse(Field field, ReadOnlySpan<byte> utf8);

    /// <summary>The next part of a response that is a list begins.</summary>
    void OnNextPart();

    /// <summary>A piece of the text of that part, decoded; an empty one at its beginning.</summary>
    void OnPart(ReadOnlySpan<byte> utf8);

    /// <summary>The type of that part; its text may come before or after.</summary>
    void OnPartType(ReadOnlySpan<byte> utf8);

    /// <summary>A piece of the log, byte for byte; an empty one at its beginning.</summary>
    void OnLog(ReadOnlySpan<byte> json);
}
