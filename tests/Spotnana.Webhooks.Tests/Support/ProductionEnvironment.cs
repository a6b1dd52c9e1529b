using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Spotnana.Webhooks.Tests.Support;

/// <summary>A host that runs in production.</summary>
internal sealed class ProductionEnvironment : IHostEnvironment
{
    public string EnvironmentName { get; set; } = Environments.Production;

    public string ApplicationName { get; set; } = "tests";

    public string ContentRootPath { get; set; } = "";

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
