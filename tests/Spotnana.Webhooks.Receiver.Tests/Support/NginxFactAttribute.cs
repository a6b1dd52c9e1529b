namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>A test that needs nginx: skipped with a reason where a developer does not have it, failing in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NginxFactAttribute : FactAttribute
{
    public NginxFactAttribute()
    {
        if (!File.Exists(Nginx.Program) && Environment.GetEnvironmentVariable("CI") is null or "")
            Skip = $"Needs nginx, and {Nginx.Program} is not there: apt-get install nginx-light";
    }
}
