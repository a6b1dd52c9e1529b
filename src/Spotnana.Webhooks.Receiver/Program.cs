using Spotnana.Webhooks.Receiver;

try
{
    await using var app = ReceiverApplication.Build(args);
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (Exception failure) when (StartFailure.Explains(failure))
{
    return StartFailure.Report(failure);
}
