using Spotnana.Webhooks.Receiver;

HttpClient.DefaultProxy = new ProxyExceptLoopback(HttpClient.DefaultProxy);
var started = false;
try
{
    await using var app = ReceiverApplication.Build(args);
    try
    {
        await app.StartAsync();
    }
    catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
    {
        // A signal during the start: what has started already stops in order.
        await app.StopAsync();
        return Environment.ExitCode;
    }

    started = true;
    await app.WaitForShutdownAsync();
    return Environment.ExitCode;
}
catch (Exception failure) when (!started && failure is not HostAbortedException)
{
    return StartFailure.Report(failure);
}
