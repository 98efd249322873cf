using AgentSched.Parity.DurableTask;

switch (args)
{
    case [ChildProcess.Argument, var account, var leaseSeconds]:
        await ChildProcess.BeWorkerAsync(account, leaseSeconds);
        return 0;
    case [KillRun.Argument, ..]:
        return await KillRun.MainAsync(args[1..]);
    default:
        return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
