namespace AgentSched.Model.Runs;

/// <summary>A text of an answer that is too long for memory, as gzip; whoever read the answer disposes it.</summary>
internal interface ILongText : IDisposable
{
    /// <summary>The text from its beginning. Not at the same time as another reader.</summary>
    Stream Reopen();
}
