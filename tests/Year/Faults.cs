using Azure;

namespace AgentSched.Year;

/// <summary>The process was killed here.</summary>
internal sealed class KilledException() : OperationCanceledException("killed");

/// <summary>
/// What goes wrong with one process's requests. A kill is an exception that nothing of the app may handle, and no request of the
/// process goes through afterwards. Trouble is an error of the service, or an answer that got lost; the process lives on.
/// </summary>
internal sealed class Faults(World world)
{
    /// <summary>The error code of failures that are made up.</summary>
    public const string Trouble = "MadeUp";

    public bool IsDead { get; private set; }

    /// <summary>What to do when the process dies by a fault.</summary>
    public Action? Died { get; set; }

    public void Kill()
    {
        if (!IsDead)
        {
            IsDead = true;
            Died?.Invoke();
        }
    }

    /// <summary>Before a request: others may come first, and the request may never be sent.</summary>
    public async ValueTask BeforeAsync(string kind)
    {
        if (world.Interleaving.IsCrowded)
        {
            await Task.Yield();
            world.Clock.MoveTo(world.Clock.Now.AddMilliseconds(world.Random.Next(20)));
        }

        if (IsDead)
        {
            throw new KilledException();
        }

        world.Counts.Add(kind);
        MayFail(before: true, isWrite: kind is not ("read" or "query" or "instance"));
    }

    /// <summary>Whether the answer to a transaction gets lost, so that the process sends it again.</summary>
    public bool LosesAnswer() => world.FaultRate > 0 && world.Random.NextDouble() < world.FaultRate;

    /// <summary>The time until it is sent again: others do a lot meanwhile.</summary>
    public async ValueTask PauseAsync()
    {
        for (var steps = world.Random.Next(40); steps > 0 && world.Interleaving.IsCrowded; steps--)
        {
            await Task.Yield();
        }

        world.Clock.MoveTo(world.Clock.Now.AddMilliseconds(world.Random.Next(200, 1500)));
        if (IsDead)
        {
            throw new KilledException();
        }
    }

    /// <summary>What the process made of it.</summary>
    public void Recognised(bool was, bool said)
    {
        world.Counts.Add((was, said) switch
        {
            (true, true) => "commit recognised after its answer got lost",
            (true, false) => "commit not recognised after its answer got lost",
            (false, true) => "commit at the second try",
            _ => "conflict whose answer got lost",
        });
    }

    /// <summary>After a write took effect: the process may never know.</summary>
    public void AfterWrite() => MayFail(before: false, isWrite: true);

    private void MayFail(bool before, bool isWrite)
    {
        // Most requests ask and find nothing; what matters is before and after those that change something.
        if (world.FaultRate <= 0 || world.Random.NextDouble() >= (isWrite ? world.FaultRate : world.FaultRate / 20))
        {
            return;
        }

        if (world.Random.Next(3) > 0)
        {
            world.Counts.Add(!before ? "kill after a write" : isWrite ? "kill before a write" : "kill before a read");
            Kill();
            throw new KilledException();
        }

        world.Counts.Add(before ? "request that failed" : "write whose answer got lost");
        throw new RequestFailedException(503, "made up", Trouble, innerException: null);
    }
}
