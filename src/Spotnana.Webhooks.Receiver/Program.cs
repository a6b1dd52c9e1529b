using Spotnana.Webhooks.Receiver;

var started = false;
try
{
    await using var app = ReceiverApplication.Build(args);
    await app.StartAsync();
    started = true;
    await app.WaitForShutdownAsync();
    return Environment.ExitCode;
}
catch (Exception failure) when (!started && failure is not HostAbortedException)
{
    return StartFailure.Report(failure);
}
