using AgentSched.Parity.DurableTask;

if (args is [ChildProcess.Argument, var account])
{
    await ChildProcess.BeWorkerAsync(account);
    return 0;
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
