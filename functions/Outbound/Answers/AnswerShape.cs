namespace AgentSched.Outbound.Answers;

/// <summary>What is done with a field of an agent's answer. All other fields are passed over, however large they are.</summary>
public enum FieldUse
{
    /// <summary>Only a step on the way to fields that are wanted.</summary>
    Path,

    /// <summary>A number or a short text: kept, texts up to <see cref="JsonWalk.MaxText"/> bytes.</summary>
    Keep,

    /// <summary>The response: a text of any length.</summary>
    Response,

    /// <summary>The log: a list or an object of any length, kept byte for byte as it was sent.</summary>
    Log,
}

/// <summary>
/// The fields that an agent of some kind answers with, for example <c>metadata.cost_usd</c> or <c>choices[0].message.content</c>,
/// as a tree, so that a reader which sees the answer only once and in pieces knows at each name whether it matters.
/// </summary>
internal sealed class AnswerShape
{
    private AnswerShape(Field root, int count) => (Root, Count) = (root, count);

    public Field Root { get; }

    /// <summary>How many fields there are; each has a <see cref="Field.Number"/> below it.</summary>
    public int Count { get; }

    /// <param name="response">The path of the response.</param>
    /// <param name="log">The path of the log. Null: none.</param>
    /// <param name="keep">The paths of small fields.</param>
    public static AnswerShape Of(string response, string? log, params ReadOnlySpan<string> keep)
    {
        var (root, count) = (new Field(string.Empty, 0), 1);
        Add(response, FieldUse.Response);
        if (log is not null)
        {
            Add(log, FieldUse.Log);
        }

        foreach (var path in keep)
        {
            Add(path, FieldUse.Keep);
        }

        return new AnswerShape(root, count);

        void Add(string path, FieldUse use)
        {
            var field = root;
            foreach (var step in path.Replace("[0]", $".{Field.FirstElement}", StringComparison.Ordinal).Split('.'))
            {
                field = field.Child(step) ?? field.Add(step, count++);
            }

            (field.Path, field.Use) = (path, use);
        }
    }
}
