// A killed test run would leave `vercel dev` behind, and its processes: they form a group that ends with their parent.
process.once("disconnect", () => process.kill(-process.pid, "SIGKILL"));
