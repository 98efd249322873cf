namespace AgentSched.Model.Runs;

/// <summary>A long text of an answer, kept outside memory as gzip; the reader of the answer disposes it.</summary>
internal interface ILongText : IDisposable
{
    /// <summary>Opens the text from its beginning. Only one reader at a time.</summary>
    Stream Reopen();
}
